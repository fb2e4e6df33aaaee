"""What is kept: tables, migrations, and the database they live in."""
