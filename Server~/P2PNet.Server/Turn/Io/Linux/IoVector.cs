using System.Runtime.InteropServices;

namespace P2PNet.Server.Turn.Io;

/// <summary>The kernel's <c>iovec</c>: a piece of memory.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector
{
    public byte* Start;
    public nuint Length;
}
