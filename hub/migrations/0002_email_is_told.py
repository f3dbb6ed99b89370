from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hub", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="email",
            name="is_told",
            field=models.BooleanField(default=True, help_text="whether its kind knows that it was sent"),
        ),
        migrations.AddIndex(
            model_name="email",
            index=models.Index(condition=models.Q(("is_told", False)), fields=["id"], name="email_untold"),
        ),
    ]
