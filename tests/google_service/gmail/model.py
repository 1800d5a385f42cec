class Mailbox: pass
