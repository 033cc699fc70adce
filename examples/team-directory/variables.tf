variable "manager" {
  description = "User principal name of the manager whose organization is shown."
  type        = string
}

variable "groups" {
  description = "Groups whose members are marked: display name of the group => text of the mark."
  type        = map(string)
  default     = {}
}

variable "freeze_calendar" {
  description = <<-EOT
    The calendar of change freezes: whose it is, its name, and the category of its events that are freezes. A freeze
    holds for its organizer and for the people who are invited to it. Null: freezes are not shown.
  EOT
  type = object({
    user     = string
    name     = string
    category = optional(string, "Change freeze")
  })
  default = null
}
