from django.db import migrations, models

# What the steps were called while their names were all that told which one it was.
FIRST = 'First request'
LETTERS = {
    'Letter to the coordinator': 'coordinator',
    'Letter to the reviewer': 'reviewer',
    'Letter to the observer': 'observer',
    'Letter to the adviser': 'adviser',
    'Letter to the adviser’s manager': 'manager',
    'Letter to the audit lead': 'audit_lead',
    'Letter to the partnership business manager': 'business_manager',
    'Letter to the head of safeguarding': 'head_of_safeguarding',
    'Letter to the chair': 'chair',
}


def read_the_names(apps, schema_editor):
    chase_ups = apps.get_model('hub', 'ChaseUp').objects.using(schema_editor.connection.alias)
    chase_ups.filter(name=FIRST).update(is_first=True)
    for name, rung in LETTERS.items():
        chase_ups.filter(name=name).update(rung=rung)


class Migration(migrations.Migration):

    dependencies = [
        ('hub', '0003_by_hand_rings_and_links'),
    ]

    operations = [
        migrations.AddField(
            model_name='chaseup',
            name='is_first',
            field=models.BooleanField(default=False, help_text='the borough was asked with it, and had not been before'),
        ),
        migrations.AddField(
            model_name='chaseup',
            name='rung',
            field=models.CharField(blank=True, choices=[('coordinator', 'Coordinator'), ('reviewer', 'Reviewer'), ('observer', 'Observer'), ('adviser', 'Adviser'), ('manager', 'Adviser’s manager'), ('audit_lead', 'Audit lead'), ('business_manager', 'Partnership business manager'), ('head_of_safeguarding', 'Head of safeguarding'), ('chair', 'Chair')], help_text='the position that it was a letter to, up the ladder; empty for everything else', max_length=20),
        ),
        migrations.AlterField(
            model_name='chaseup',
            name='name',
            field=models.CharField(help_text='which step it was, in words, for people only', max_length=200),
        ),
        migrations.RunPython(read_the_names, migrations.RunPython.noop),
    ]
