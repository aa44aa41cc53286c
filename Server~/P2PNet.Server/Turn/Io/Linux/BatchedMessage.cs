using System.Runtime.InteropServices;

namespace P2PNet.Server.Turn.Io;

/// <summary>The kernel's <c>mmsghdr</c>: one datagram of a batch, and how many of its bytes were taken.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BatchedMessage
{
    public MessageHeader Header;
    public uint Length;
}
