"""Face comparison (人证比对) by a service on this device."""
