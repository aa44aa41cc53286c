namespace P2PNet.Server.Turn;

/// <summary>How much of the server one user, one network or all together may take, and how much of it is taken. A limit of 0 is none.</summary>
/// <param name="maxRelays">Relayed addresses at a time, reserved ones included: each is a socket.</param>
/// <param name="bytesPerSecond">What they carry, both ways together.</param>
internal sealed class Quota(int maxRelays, long bytesPerSecond)
{
    /// <summary>Relayed addresses that are open.</summary>
    public int Relays { get; private set; }

    public TokenBucket Bandwidth { get; } = new(bytesPerSecond);

    public bool HasRoomFor(int relays) => maxRelays == 0 || Relays + relays <= maxRelays;

    public void TakeRelay() => Relays++;

    public void GiveRelayBack() => Relays--;
}
