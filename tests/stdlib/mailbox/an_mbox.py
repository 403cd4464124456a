# The adopted module mailbox: a message goes into a locked file and comes back.
import email.message
import mailbox
import os
import tempfile

message = email.message.EmailMessage()
message["From"] = "a@example.org"
message["Subject"] = "Grüße"
message.set_content("one line\nFrom the start\n")
with tempfile.TemporaryDirectory() as folder:
    box = mailbox.mbox(os.path.join(folder, "box"))
    box.lock()
    print(box.add(message), len(box))  # expect: 0 1
    box.flush()
    box.unlock()
    box.close()
    again = mailbox.mbox(os.path.join(folder, "box"), create=False)
    print([text for text in again[0].get_payload().splitlines()])  # expect: ['one line', '>From the start']
    print(again[0].get_from().startswith("MAILER-DAEMON"))  # expect: True
    again.close()
    mail = mailbox.Maildir(os.path.join(folder, "mail"))
    key = mail.add(message)
    print(mail[key].get_subdir(), list(mail.keys()) == [key])  # expect: new True
