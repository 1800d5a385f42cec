"""How each API words a refusal.

Sheets and Forms: `code`, `message`, `status` and sometimes `details`. Drive and Calendar: `errors[]` with a reason, no
`status`. Gmail: both. Clients decide on retries by exactly these shapes.
"""

from typing import Any

from tests.google_service.wire import Answer, RefusalError

NEW_STACK = frozenset({"sheets", "forms"})
BOTH = frozenset({"gmail"})


def worded(refusal: RefusalError, api: str) -> Answer:
    """The answer `api` would give for this refusal."""
    error: dict[str, Any] = {"code": refusal.code, "message": refusal.message}
    if api not in NEW_STACK:
        error["errors"] = [_reason(refusal)]
    if api in NEW_STACK or api in BOTH:
        error["status"] = refusal.status
        if refusal.details:
            error["details"] = refusal.details
    headers = (
        {"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/"'} if refusal.code == 401 else {}
    )
    return Answer(refusal.code, {"error": error}, headers=headers)


def _reason(refusal: RefusalError) -> dict[str, str]:
    entry = {"domain": refusal.domain, "reason": refusal.reason, "message": refusal.message}
    if refusal.location:
        entry["locationType"], entry["location"] = refusal.location
    return entry


def no_credentials() -> RefusalError:
    """The 401 for a missing, unknown or expired token."""
    return RefusalError(
        401,
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid"
        " authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
        location=("header", "Authorization"),
    )


def scope_missing() -> RefusalError:
    """The 403 for a token whose scopes do not cover the method."""
    return RefusalError(
        403,
        "Request had insufficient authentication scopes.",
        reason="insufficientPermissions",
        details=[
            {
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
                "domain": "googleapis.com",
            }
        ],
    )


def api_disabled(api: str) -> RefusalError:
    """The 403 for an API that is not switched on in the Cloud project."""
    name = {"sheets": "Google Sheets", "drive": "Google Drive", "calendar": "Google Calendar"}.get(
        api, api.title()
    )
    return RefusalError(
        403,
        f"{name} API has not been used in project {PROJECT} before or it is disabled. Enable it by visiting"
        f" https://console.developers.google.com/apis/api/{api}.googleapis.com/overview?project={PROJECT} then retry."
        " If you enabled this API recently, wait a few minutes for the action to propagate to our systems and retry.",
        reason="accessNotConfigured",
        domain="usageLimits",
        details=[
            {
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": "SERVICE_DISABLED",
                "domain": "googleapis.com",
                "metadata": {"service": f"{api}.googleapis.com", "consumer": f"projects/{PROJECT}"},
            }
        ],
    )


def unknown_field(path: str, api: str) -> RefusalError:
    """The 400 for a `fields` parameter that selects what is not there (not recorded)."""
    if api not in NEW_STACK and api not in BOTH:
        return RefusalError(
            400,
            f"Invalid field selection {path}",
            reason="invalidParameter",
            location=("parameter", "fields"),
        )
    told = f"Error expanding 'fields' parameter. Cannot find matching fields for path '{path}'."
    violation = {"field": path, "description": told}
    detail = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}
    return RefusalError(400, "Request contains an invalid argument.", reason="badRequest", details=[detail])


PROJECT = 123456789012
