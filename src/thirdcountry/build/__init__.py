"""From the plan in notebooks/report.yml to the files in reports/."""
