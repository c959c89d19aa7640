"""Emails handed over: by SMTP, to files instead, or to listed addresses only.

Does not write emails (render does) or keep their state (store and actions do). May import: domain, errors, aiosmtplib.
"""

from watcher.deliver.addresses import check_address
from watcher.deliver.log import AllowListMailer, LogMailer, forget_files, forget_files_before
from watcher.deliver.smtp import SmtpMailer
from watcher.deliver.verdicts import Mailer, Verdict

__all__ = [
    "AllowListMailer",
    "LogMailer",
    "Mailer",
    "SmtpMailer",
    "Verdict",
    "check_address",
    "forget_files",
    "forget_files_before",
]
