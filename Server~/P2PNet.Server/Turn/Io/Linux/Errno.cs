namespace P2PNet.Server.Turn.Io;

/// <summary>Error numbers of Linux, alike on x86-64 and ARM.</summary>
internal static class Errno
{
    public const int Interrupted = 4;
    public const int InputOutput = 5;
    public const int BadDescriptor = 9;
    public const int WouldBlock = 11;
    public const int InvalidArgument = 22;
    public const int NotSocket = 88;
    public const int MessageSize = 90;
}
