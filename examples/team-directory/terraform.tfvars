# The fictional company of the emulator. Replace these names to show your own people.

manager = "MiriamG@contoso.com"

groups = {
  "All stores"              = "Stores"
  "Finance approvers"       = "Approves payments"
  "sg-platform-oncall"      = "On call"
  "sg-production-deployers" = "Deploys to production"
}

freeze_calendar = {
  user = "GradyA@contoso.com"
  name = "Change windows"
}
