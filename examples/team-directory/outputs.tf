output "html" {
  description = "The page: one HTML file that needs nothing else."
  value       = local.html
}
