"""How fast e-mail leaves, beside a bare loop over smtplib: `make bench`. It prints figures and judges none."""
