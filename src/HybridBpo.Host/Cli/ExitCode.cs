namespace HybridBpo.Host.Cli;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    public const int Done = 0, Failed = 1, WrongUsage = 2;
}
