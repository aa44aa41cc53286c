using System.Runtime.InteropServices;

namespace P2PNet.RelayBenchmark;

/// <summary>What stands first in each message of the generator, so that whoever gets it knows whether it is right. Never leaves the machine.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MessageTag
{
    /// <summary>Client, peer and place in the window.</summary>
    public int Slot;

    public uint Sequence;

    /// <summary>When the client sent it.</summary>
    public long SentAt;
}
