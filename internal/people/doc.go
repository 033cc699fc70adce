// Package people interprets the responses of Graph about people: a chain of managers, a photo, the times of
// events, a mail that was sent or not. It does not depend on Terraform.
package people
