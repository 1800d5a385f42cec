from tests.google_service.wire import Answer
class Control:
    def __init__(self, service): self.service=service
def by_http(control, request): return Answer(200,{})
