using System;

namespace P2PNet.Demo;

/// <summary>Messages of one kind on one link.</summary>
internal sealed class Tally
{
    public int Sent { get; set; }

    public int Received { get; set; }

    /// <summary>What the peer says that it sent.</summary>
    public int Expected { get; set; }

    public int Lost => Math.Max(0, Expected - Received);
}
