"""The demo's mail server: keeps every mail in a Maildir, and refuses addresses at refused.example as a real one refuses those
that are not there, so that one can see what staff see then."""
from aiosmtpd.handlers import Mailbox


class MailSink(Mailbox):
	async def handle_RCPT(self, server, session, envelope, address, options):
		if address.lower().endswith("@refused.example"):
			return "550 5.1.1 There is no mailbox of this name here"
		envelope.rcpt_tos.append(address)
		return "250 OK"
