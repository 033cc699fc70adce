package retry

import "net/http"

// StatusBandwidthLimit is the status with which Graph and its gateways refuse more traffic for a while. No RFC has it.
const StatusBandwidthLimit = 509

// Transient reports whether a response of this status may be a better one the next time, because a server was busy or
// failed: the one that answered, or one that it depends on.
func Transient(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusFailedDependency, http.StatusTooManyRequests,
		http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout,
		StatusBandwidthLimit:
		return true
	}
	return false
}
