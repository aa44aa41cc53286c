using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Native;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;
using P2PNet.Server.Turn;

namespace P2PNet.IntegrationTests.Turn;

/// <summary>
/// Clients with right credentials who do everything in any order, with attributes of any kind and bits that changed on the way, over UDP
/// and over streams: no exception, no quota exceeded, nothing left behind, and every stream stays in step.
/// </summary>
internal sealed class SequenceFuzzTests
{
    private const int MaxOfUser = 6;
    private const int MaxInAll = 30;
    private const int Rounds = 6_000;

    private static readonly StunAttributeType[] Interesting =
    [
        StunAttributeType.RequestedTransport, StunAttributeType.RequestedAddressFamily, StunAttributeType.AdditionalAddressFamily, StunAttributeType.EvenPort,
        StunAttributeType.ReservationToken, StunAttributeType.DontFragment, StunAttributeType.Lifetime, StunAttributeType.XorPeerAddress, StunAttributeType.ChannelNumber,
        StunAttributeType.Data, StunAttributeType.Nonce, StunAttributeType.Realm, StunAttributeType.Username, StunAttributeType.PasswordAlgorithms, (StunAttributeType)0x7FFF,
    ];

    private readonly List<TransportAddress> _peers = [];
    private readonly List<ulong> _tokens = [];
    private TestRandom _random = null!;
    private TurnBench _bench = null!;
    private TurnActor[] _actors = [];

    [Test]
    public void SurvivesClientsThatDoAnythingInAnyOrder([Values(1, 2, 3, 4)] int seed)
    {
        _random = new TestRandom(seed);
        _bench = new TurnBench(o => o with
        {
            MaxAllocations = MaxInAll,
            MaxAllocationsOfUser = MaxOfUser,
            MaxPermissions = 10,
            MaxChannels = 5,
            FirstPort = 50_000,
            LastPort = 50_063,
            BytesPerSecondOfUser = 100_000,
            UnprovenAnswersPerSecond = 1_000_000,
        });
        _actors = [.. Enumerable.Range(0, 12).Select(NewActor)];
        _tokens.Clear();
        _peers.Clear();
        _peers.AddRange(Enumerable.Range(0, 8).Select(i => TurnBench.Address("203.0.113." + (9 + (i / 2)), (ushort)(6000 + i))));
        _peers.Add(TurnBench.Address("2001:db8:9::9", 6000));
        _peers.Add(TurnBench.Address("10.0.0.1", 53));
        _peers.Add(TurnBench.ServerIPv4);
        for (int round = 0; round < Rounds; round++)
        {
            try
            {
                Act(_actors[_random.Next(_actors.Length)]);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}, round {round}", e);
            }

            Check(seed, round);
        }

        Assert.That(_bench.Counters.AllocationsMade, Is.GreaterThan(30), $"seed {seed}: it was a test");
        Assert.That(_bench.Counters.ToPeers, Is.GreaterThan(50), $"seed {seed}");
        Assert.That(_bench.Counters.ToClients, Is.GreaterThan(5), $"seed {seed}");
        _bench.Pass(TimeSpan.FromHours(2));
        Assert.That(_bench.Transport.Relays, Is.Empty, $"seed {seed}");
        Assert.That(_bench.Transport.Allocated, Is.Empty, $"seed {seed}");
        Assert.That(_bench.Server.NextTimeout, Is.EqualTo(Timestamp.Never), $"seed {seed}: no user, no network and no reservation is left");
    }

    private TurnActor NewActor(int i)
    {
        byte listener = (byte)(i % 4 == 3 ? 1 : 0);
        TransportAddress address = TurnBench.Address(listener == 1 ? "2001:db8:1::" + i : "203.0.113." + (100 + i), 5000);
        var tuple = i % 2 == 0 ? new ClientTuple(listener, address) : new ClientTuple(listener, TurnTransport.Tcp, address, i);
        var actor = new TurnActor(_bench, tuple, "user" + (i / 3)) { Nonce = null };
        Span<byte> nonce = stackalloc byte[NonceMint.Length];
        new NonceMint(new SystemCrypto(), _bench.Options.Secret, TimeSpan.FromHours(1)).Write(tuple, TurnBench.UnixStart, nonce);
        actor.Nonce = System.Text.Encoding.ASCII.GetString(nonce);
        return actor;
    }

    private void Act(TurnActor actor)
    {
        switch (_random.Next(16))
        {
            case 0:
                _bench.Pass(TimeSpan.FromSeconds(_random.Next(8) == 0 ? _random.Next(400) : 0.01));
                // The nonce's time is not what is tried here.
                if (_bench.Now > Timestamp.FromMilliseconds(3_000_000)) foreach (TurnActor a in _actors) Renew(a);
                break;
            case 1 when _random.Next(5) == 0:
                _bench.Server.HandleClientGone(_bench.Now, actor.Tuple);
                break;
            case 2 or 3:
                if (_bench.Transport.Relays.Count > 0)
                {
                    TransportAddress relay = _bench.Transport.Relays.Values.ElementAt(_random.Next(_bench.Transport.Relays.Count));
                    _bench.FromPeer(Peer(), relay, new byte[_random.Next(2000)]);
                }

                break;
            case 4 or 5:
                actor.SendOn(Channel(), new byte[_random.Next(1500)]);
                break;
            case 6:
                actor.Send(Peer(), new byte[_random.Next(1500)]);
                break;
            default:
                StunMethod method = _random.Next(6) switch { 0 or 1 => StunMethod.Allocate, 2 => StunMethod.Refresh, 3 => StunMethod.CreatePermission, _ => StunMethod.ChannelBind };
                byte[] request = actor.Signed(method, (ref StunWriter w) => Fill(ref w, method));
                if (_random.Next(8) == 0) request[_random.Next(request.Length)] ^= (byte)(1 << _random.Next(8));
                _bench.FromClient(actor.Tuple, request);
                if (_random.Next(8) == 0) _bench.FromClient(actor.Tuple, request);
                break;
        }
    }

    private void Renew(TurnActor actor)
    {
        Span<byte> nonce = stackalloc byte[NonceMint.Length];
        new NonceMint(new SystemCrypto(), _bench.Options.Secret, TimeSpan.FromHours(1)).Write(actor.Tuple, TurnBench.UnixStart + (_bench.Now.Ticks / TimeSpan.TicksPerSecond), nonce);
        actor.Nonce = System.Text.Encoding.ASCII.GetString(nonce);
        actor.Username = RestCredentials.NameFor(actor.Username.Split(':')[1], DateTimeOffset.FromUnixTimeSeconds(TurnBench.UnixStart + (_bench.Now.Ticks / TimeSpan.TicksPerSecond) + 3600));
    }

    /// <summary>What the method needs, mostly; and something else, sometimes.</summary>
    private void Fill(ref StunWriter w, StunMethod method)
    {
        if (_random.Next(12) != 0)
        {
            if (method == StunMethod.Allocate) FillAllocate(ref w);
            if (method == StunMethod.Refresh && _random.Next(3) > 0) LifetimeAttribute.AddTo(ref w, (uint)(_random.Next(8) * 200));
            if (method == StunMethod.ChannelBind) ChannelNumberAttribute.AddTo(ref w, Channel());
            if (method is StunMethod.ChannelBind or StunMethod.CreatePermission) XorAddressAttribute.AddTo(ref w, StunAttributeType.XorPeerAddress, Peer());
            while (method == StunMethod.CreatePermission && _random.Next(3) == 0) XorAddressAttribute.AddTo(ref w, StunAttributeType.XorPeerAddress, Peer());
        }

        while (_random.Next(10) == 0)
        {
            Span<byte> value = w.Add(Interesting[_random.Next(Interesting.Length)], _random.Next(4) == 0 ? _random.Next(40) : 4);
            _random.Fill(value);
        }
    }

    private void FillAllocate(ref StunWriter w)
    {
        TurnActor.Udp(ref w);
        switch (_random.Next(8))
        {
            case 0:
                AddressFamilyAttribute.AddTo(ref w, StunAttributeType.AdditionalAddressFamily, Rtc.Turn.AddressFamily.IPv6);
                break;
            case 1 when _random.Next(5) == 0:
                AddressFamilyAttribute.AddTo(ref w, StunAttributeType.RequestedAddressFamily, Rtc.Turn.AddressFamily.IPv6);
                break;
            case 2 or 3:
                EvenPortAttribute.AddTo(ref w, _random.Next(2) == 0);
                break;
            case 4 when _tokens.Count > 0:
                ReservationTokenAttribute.AddTo(ref w, _tokens[_random.Next(_tokens.Count)]);
                break;
            default:
                LifetimeAttribute.AddTo(ref w, (uint)_random.Next(5000));
                break;
        }
    }

    private ushort Channel() => (ushort)(0x4000 + _random.Next(7));

    private TransportAddress Peer()
    {
        int i = _random.Next(_peers.Count + 4);
        if (i < _peers.Count) return _peers[i];
        return _bench.Transport.Relays.Count == 0 ? _peers[0] : _bench.Transport.Relays.Values.ElementAt(_random.Next(_bench.Transport.Relays.Count));
    }

    private void Check(int seed, int round)
    {
        Assert.That(_bench.Transport.Relays, Has.Count.LessThanOrEqualTo(MaxInAll), $"seed {seed}, round {round}");
        while (_bench.Transport.ToClients.TryDequeue(out (ClientTuple Client, byte[] Message) sent))
        {
            // A stream's client finds the next message behind this one.
            if (sent.Client.IsStream)
            {
                StreamFrame frame = StreamFramer.Measure(sent.Message, out _, out int withPadding);
                Assert.That((frame, withPadding), Is.EqualTo((StreamFrame.Complete, sent.Message.Length)), $"seed {seed}, round {round}");
            }

            if (!StunMessage.TryParse(sent.Message, out StunMessage message)) continue;
            if (ReservationTokenAttribute.TryRead(message, out ulong token)) _tokens.Add(token);
        }

        while (_bench.Transport.ToPeers.TryDequeue(out (TransportAddress From, TransportAddress Peer, byte[] Datagram, bool IsUnfragmented) sent))
        {
            Assert.That(sent.Peer.IsPrivate || sent.Peer.SameAddress(TurnBench.ServerIPv4), Is.False, $"seed {seed}, round {round}");
            Assert.That(sent.Peer.IsIPv6, Is.EqualTo(sent.From.IsIPv6), $"seed {seed}, round {round}");
        }
    }
}
