// Package people knows what the responses of Graph about people mean: a chain of managers, a photo, the times of
// events, a mail that was sent or not. It does not know Terraform.
package people
