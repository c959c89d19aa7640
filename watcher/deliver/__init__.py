"""Emails handed over: by SMTP, to files instead, or to listed addresses only; signed.

Does not write emails (render does) or keep their state (store and actions do). May import: domain, errors, mailbox,
aiosmtplib, dkimpy.
"""

from watcher.deliver.log import AllowListMailer, LogMailer, forget_files, forget_files_before
from watcher.deliver.sign import DkimSigner, Signer, Unsigned, load_signer
from watcher.deliver.smtp import SmtpMailer
from watcher.deliver.verdicts import Mailer, Verdict
from watcher.deliver.verp import read_verp, verp
from watcher.domain.addresses import check_address

__all__ = [
    "AllowListMailer",
    "DkimSigner",
    "LogMailer",
    "Mailer",
    "Signer",
    "SmtpMailer",
    "Unsigned",
    "Verdict",
    "check_address",
    "forget_files",
    "forget_files_before",
    "load_signer",
    "read_verp",
    "verp",
]
