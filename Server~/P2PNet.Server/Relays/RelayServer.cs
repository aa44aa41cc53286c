using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;
using P2PNet.Server.Turn;

namespace P2PNet.Server;

/// <summary>A relay that members are sent to: this server's own, or another. Thread: any.</summary>
internal sealed class RelayServer
{
    // One lost probe is no news: datagrams get lost.
    private const int FailuresUntilDown = 2;

    private readonly Func<bool>? _isFull;
    private volatile RelayHealth _health;
    private int _members;
    private int _failures;
    private volatile string? _problem;

    /// <summary>This server's own relay, whose health is this process', as long as it has room.</summary>
    public RelayServer(TurnSettings settings, byte[] secret, Func<bool> isFull)
    {
        _isFull = isFull;
        Region = settings.Region;
        Secret = secret;
        Realm = settings.Realm;
        _health = RelayHealth.Up;
        Nonces = NonceMintOf(secret);
    }

    /// <summary>Another server's.</summary>
    public RelayServer(ExternalRelay external, byte[] secret)
    {
        Urls = external.Urls;
        Region = external.Region;
        Capacity = external.Capacity;
        Secret = external.Secret is string own ? Encoding.UTF8.GetBytes(own) : secret;
        Realm = external.Realm;
        if (Realm != null) Nonces = NonceMintOf(Secret);
    }

    /// <summary>Ways to it; null for this server's own relay, whose address depends on where the client came.</summary>
    public IReadOnlyList<string>? Urls { get; }

    public string? Region { get; }

    public double Capacity { get; } = 1;

    /// <summary>What its credentials are made with.</summary>
    public byte[] Secret { get; }

    /// <summary>Its realm, where that is known beforehand.</summary>
    public string? Realm { get; }

    /// <summary>Makes nonces that it takes; null where it is not one of ours.</summary>
    public NonceMint? Nonces { get; }

    /// <summary>One that is full is as good as down to those who come; others see that when they probe it.</summary>
    public RelayHealth Health => IsFull ? RelayHealth.Down : _health;

    /// <summary>Why it is down, or which way to it does not work; null where all is well.</summary>
    public string? Problem => IsFull ? "it is full" : _problem;

    /// <summary>Members of lobbies that were sent to it and are still there.</summary>
    public int Members => Volatile.Read(ref _members);

    private bool IsFull => _isFull?.Invoke() == true;

    /// <summary>How full it is, compared with the others.</summary>
    public double Load => Members / Capacity;

    public void AddMember() => Interlocked.Increment(ref _members);

    public void RemoveMember() => Interlocked.Decrement(ref _members);

    /// <summary>Takes in the outcome of a probe. Thread: one.</summary>
    /// <returns>Whether its health is another now.</returns>
    public bool Judge(bool works, string? problem)
    {
        RelayHealth before = _health;
        _failures = works ? 0 : _failures + 1;
        if (works) _health = RelayHealth.Up;
        else if (_failures >= FailuresUntilDown || before == RelayHealth.Unknown) _health = RelayHealth.Down;
        _problem = problem;
        return _health != before;
    }

    /// <summary>Without the secret.</summary>
    public override string ToString() => Urls is null ? "this server" : string.Join(' ', Urls);

    private static NonceMint NonceMintOf(byte[] secret) => new(Native.NativeCrypto.Create(), secret, TimeSpan.FromHours(1));
}
