using System.Runtime.InteropServices;

namespace P2PNet.Server.Turn.Io;

/// <summary>The kernel's <c>msghdr</c> on 64-bit Linux: where a datagram's address, bytes and ancillary data lie.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    public KernelAddress* Name;
    public uint NameLength;
    public IoVector* Vectors;
    public nuint VectorCount;
    public byte* Control;
    public nuint ControlLength;
    public int Flags;
}
