using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using P2PNet.Native;
using P2PNet.Rtc;
using P2PNet.Server.Turn.Io;

namespace P2PNet.Server.Turn;

/// <summary>STUN and TURN in this process: makes the engine, its sockets and their thread, of the server's options.</summary>
internal sealed class TurnService(ServerOptions options, TurnStreams streams, TimeProvider time, ILogger<TurnService> logger) : BackgroundService
{
    private readonly long _startedAt = time.GetTimestamp();
    private readonly OwnMachine _machine = new();
    private TurnSockets? _sockets;
    private readonly RefusalWatch _refusals = new(options.Turn, time, logger);
    private bool _hasWarned;
    private MachineWatch? _watch;
    private TurnServer? _server;
    private TurnIo? _io;

    /// <summary>Where it listens on UDP; empty where it is off.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints => _sockets?.EndPoints ?? [];

    /// <summary>Whether this server relays, and does not answer STUN alone.</summary>
    public bool IsRelaying { get; } = options.StunPort != null && (options.Turn.IsOn ?? options.Turn.Externals.Count == 0);

    /// <summary>What credentials for this server's relay are made with.</summary>
    public byte[] Secret { get; } = options.Turn.Secret is string secret ? Encoding.UTF8.GetBytes(secret) : RandomNumberGenerator.GetBytes(32);

    /// <summary>Whether it has as many relayed addresses as it gives.</summary>
    public bool IsFull => Counters.Relays >= options.Turn.MaxAllocations;

    public TurnCounters Counters => _server?.Counters ?? new TurnCounters();

    public StunCounters StunCounters => _server?.StunCounters ?? new StunCounters();

    public IoCounters IoCounters => _io?.IoCounters ?? new IoCounters();

    /// <summary>Takes the UDP ports, before anything else starts.</summary>
    /// <exception cref="StartException">One can't be had.</exception>
    public void Bind()
    {
        if (options.StunPort is null) return;
        if (IsRelaying) CheckRelayAddresses();
        _sockets = TurnSockets.Bind(options, logger);
        _watch = new MachineWatch(_machine);
        _io = TurnIo.Create(_sockets.Sockets, Now, e => Log.TurnFaulted(logger, e));
        _server = new TurnServer(EngineOptions(_sockets), _io, NativeCrypto.Create(), SystemRandom.Instance);
        if (IsRelaying) streams.ListenerAt = _sockets.ListenerAt;
        _io.Start(_server, streams);
    }

    public override void Dispose()
    {
        _watch?.Dispose();
        _io?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) LookAfter();
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    private void LookAfter()
    {
        streams.Sweep();
        // Not every system tells of every change.
        _watch?.Look();
        if (_server != null) _refusals.Look(_server.Counters);
        if (_hasWarned || _server?.Origins.Suspicion is not string address) return;
        _hasWarned = true;
        Log.EverybodyFromOneAddress(logger, address);
    }

    /// <summary>Tries the addresses for relays now: a wrong one would refuse every player, hours after the start.</summary>
    private void CheckRelayAddresses()
    {
        foreach (IPAddress address in options.Turn.RelayAddresses)
        {
            try
            {
                using var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
                socket.Bind(new IPEndPoint(address, 0));
            }
            catch (SocketException e)
            {
                throw new StartException($"--turn-address has {address}, where no relayed address can be opened ({e.Message.TrimEnd('.')}): give an address of this machine, or leave --turn-address out. What others see instead, behind a NAT, is --turn-external-address.", e);
            }
        }
    }

    private Timestamp Now() => new(time.GetElapsedTime(_startedAt).Ticks);

    private TurnServerOptions EngineOptions(TurnSockets sockets)
    {
        TurnSettings turn = options.Turn;
        // A name stands for an address on the Internet until somebody says otherwise.
        bool isNumeric = IPAddress.TryParse(options.PublicAddress, out IPAddress? address);
        bool isPublic = isNumeric ? !PeerPolicy.IsInside(TransportAddress.FromAddress(address!, 0)) : options.PublicAddress != null;
        return new TurnServerOptions
        {
            Listeners = sockets.Listeners,
            Alternates = sockets.Alternates,
            IsRelaying = IsRelaying,
            Realm = turn.Realm,
            Secret = Secret,
            RelayAddresses = [.. turn.RelayAddresses.Select(a => TransportAddress.FromAddress(a, 0))],
            ExternalAddresses = [.. ExternalAddresses(sockets, isPublic ? address : null).Select(a => TransportAddress.FromAddress(a, 0))],
            FirstPort = turn.Ports.First,
            LastPort = turn.Ports.Last,
            Peers = new PeerPolicy { Allowed = turn.AllowedPeers, Denied = turn.DeniedPeers, Machine = _machine, AllowPrivate = turn.AllowPrivate, HasPublicIPv4 = isPublic, HasPublicIPv6 = isPublic },
            MaxAllocations = turn.MaxAllocations,
            MaxAllocationsOfUser = turn.MaxAllocationsOfUser,
            MaxAllocationsOfNetwork = turn.MaxAllocationsOfNetwork,
            BytesPerSecond = turn.BytesPerSecond,
            BytesPerSecondOfUser = turn.BytesPerSecondOfUser,
            BytesPerSecondOfNetwork = turn.BytesPerSecondOfNetwork,
            Origin = time.GetUtcNow() - time.GetElapsedTime(_startedAt),
        };
    }

    /// <summary>What was set; else the public address, where it is none of the machine's: then a NAT translates it.</summary>
    private IEnumerable<IPAddress> ExternalAddresses(TurnSockets sockets, IPAddress? publicAddress)
    {
        if (options.Turn.ExternalAddresses.Count > 0 || publicAddress is null) return options.Turn.ExternalAddresses;
        TransportAddress address = TransportAddress.FromAddress(publicAddress, 0);
        return sockets.Listeners.Any(l => l.Local.WithPort(0) == address) ? [] : [publicAddress];
    }
}
