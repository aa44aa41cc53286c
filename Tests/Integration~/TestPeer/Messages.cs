using System;
using P2PNet.Messages;

namespace P2PNet.TestPeer;

/// <summary>Sent back to whoever sent it, as it came.</summary>
[Message(Id = 1)]
public partial struct ReliableEcho
{
    [Key(0)] public byte[] Data;
}

/// <summary>Sent back to whoever sent it, as it came.</summary>
[Message(Id = 2, Delivery = Delivery.Unreliable)]
public partial struct UnreliableEcho
{
    [Key(0)] public byte[] Data;
}

/// <summary>Sent by this peer; the other side sends it back.</summary>
[Message(Id = 3)]
public partial struct ReliableProbe
{
    [Key(0)] public byte[] Data;
}

/// <summary>Sent by this peer; the other side sends it back.</summary>
[Message(Id = 4, Delivery = Delivery.Unreliable)]
public partial struct UnreliableProbe
{
    [Key(0)] public byte[] Data;
}

/// <summary>Content that a corrupted or mixed-up message does not have.</summary>
internal static class Pattern
{
    public static byte[] Of(int length)
    {
        var data = new byte[length];
        for (int i = 0; i < length; i++) data[i] = (byte)((i * 17) + length);
        return data;
    }

    public static bool Fits(byte[] data) => data.AsSpan().SequenceEqual(Of(data.Length));
}
