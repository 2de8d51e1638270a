using System.Runtime.Versioning;

// The private PostgreSQL, file modes and signals are those of Linux and macOS.
[assembly: UnsupportedOSPlatform("windows")]
