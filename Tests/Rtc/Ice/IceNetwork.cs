using System;
using System.Collections.Generic;
using NUnit.Framework;
using P2PNet.Native;
using P2PNet.Rtc;
using P2PNet.Rtc.Ice;
using P2PNet.Rtc.Stun;

namespace P2PNet.Tests.Rtc.Ice
{
    /// <summary>Hosts, NATs and a STUN server in virtual time: small, so that an ICE test reads as a ladder.</summary>
    internal sealed class IceNetwork
    {
        public static readonly TransportAddress StunServer = Address("203.0.113.1", 3478);

        private readonly List<(Timestamp At, long Order, Action Run)> _agenda = new List<(Timestamp, long, Action)>();
        private readonly List<IceHost> _hosts = new List<IceHost>();
        private readonly byte[] _buffer = new byte[1500];
        private long _order;

        public IceNetwork(ulong seed)
        {
            Random = new SeededRandom(seed);
            Crypto = NativeCrypto.Create();
        }

        public SeededRandom Random { get; }

        public ICryptoProvider Crypto { get; }

        public Timestamp Now { get; private set; } = Timestamp.Zero;

        public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(10);

        /// <summary>Whether this datagram, counted from 0, gets lost.</summary>
        public Func<int, IceDatagram, bool> Drop { get; set; } = (_, _) => false;

        /// <summary>Datagrams that were sent, lost ones included.</summary>
        public int Sent { get; private set; }

        /// <summary>One line a datagram; null for none.</summary>
        public List<string>? Ladder { get; set; } = new List<string>();

        /// <summary>Everything that was sent, to compare runs.</summary>
        public List<byte[]>? Capture { get; set; }

        public static TransportAddress Address(string ip, int port)
        {
            Assert.That(TransportAddress.TryParse(ip, (ushort)port, out TransportAddress address), Is.True, ip);
            return address;
        }

        public IceHost AddHost(string name, IceRole role, string ip, NatBox? nat = null, IceAgentOptions? options = null)
        {
            var host = new IceHost(this, name, options ?? new IceAgentOptions { Role = role }, nat);
            host.AddAddress(ip);
            _hosts.Add(host);
            return host;
        }

        public void At(double milliseconds, Action run) => Schedule(Timestamp.FromMilliseconds(milliseconds), run);

        public void After(double milliseconds, Action run) => Schedule(Now + TimeSpan.FromMilliseconds(milliseconds), run);

        public void Send(in IceDatagram datagram)
        {
            int index = Sent++;
            Capture?.Add(datagram.Bytes);
            bool lost = Drop(index, datagram);
            Ladder?.Add(Now + " #" + index + " " + datagram + (lost ? " LOST" : string.Empty));
            if (lost) return;
            IceDatagram arriving = datagram;
            Schedule(Now + Delay, () => Deliver(arriving));
        }

        /// <summary>Runs until the condition holds. False where it does not within the time.</summary>
        public bool RunUntil(Func<bool> condition, double milliseconds = 20_000)
        {
            Timestamp end = Now + TimeSpan.FromMilliseconds(milliseconds);
            PumpAll();
            for (int steps = 0; !condition(); steps++)
            {
                Assert.That(steps, Is.LessThan(1_000_000), "The network never rests.\n" + Story());
                Timestamp next = NextAt();
                if (next > end)
                {
                    Now = end;
                    return false;
                }

                Now = Timestamp.Max(Now, next);
                Step();
            }

            return true;
        }

        public void Run(double milliseconds) => RunUntil(() => false, milliseconds);

        public string Story() => "seed " + Random.Seed + "\n" + (Ladder == null ? string.Empty : string.Join("\n", Ladder));

        private Timestamp NextAt()
        {
            Timestamp next = _agenda.Count > 0 ? _agenda[0].At : Timestamp.Never;
            foreach (IceHost host in _hosts) next = Timestamp.Min(next, host.NextTimeout);
            return next;
        }

        private void Step()
        {
            if (_agenda.Count > 0 && _agenda[0].At <= Now)
            {
                Action run = _agenda[0].Run;
                _agenda.RemoveAt(0);
                run();
            }
            else
            {
                foreach (IceHost host in _hosts) host.HandleTimeout(Now);
            }

            PumpAll();
        }

        private void PumpAll()
        {
            foreach (IceHost host in _hosts) host.Pump(_buffer);
        }

        private void Schedule(Timestamp at, Action run)
        {
            int index = _agenda.Count;
            while (index > 0 && _agenda[index - 1].At > at) index--;
            _agenda.Insert(index, (at, _order++, run));
        }

        private void Deliver(in IceDatagram datagram)
        {
            if (datagram.To == StunServer)
            {
                Answer(datagram);
                return;
            }

            foreach (IceHost host in _hosts)
            {
                if (host.Accepts(datagram, out TransportAddress inside))
                {
                    host.Receive(datagram, inside);
                    return;
                }
            }
        }

        private void Answer(in IceDatagram datagram)
        {
            if (!StunMessage.TryParse(datagram.Bytes, out StunMessage request)) return;
            var writer = new StunWriter(new byte[100], StunClass.SuccessResponse, StunMethod.Binding, request.TransactionId);
            XorAddressAttribute.AddTo(ref writer, StunAttributeType.XorMappedAddress, datagram.From);
            Send(new IceDatagram(StunServer, datagram.From, writer.Written.ToArray()));
        }
    }
}
