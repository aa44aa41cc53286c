namespace P2PNet.Demo;

internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>Something was lost, out of order or not direct, or could not be started.</summary>
    public const int Failed = 1;

    /// <summary>The command line makes no sense.</summary>
    public const int Usage = 2;

    /// <summary>Ctrl+C, as shells count it.</summary>
    public const int Interrupted = 130;
}
