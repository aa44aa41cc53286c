using System;
using System.Net;
using P2PNet.Rtc;

namespace P2PNet.Native
{
    /// <summary>
    /// One whole life of a link between two endpoints in memory and in virtual time: ICE, DTLS, SCTP, messages of every kind of
    /// channel, the end. No socket is opened.
    /// </summary>
    internal sealed class LinkRehearsal
    {
        private const int MaxRounds = 2000;

        private readonly byte[] _datagram = new byte[2048];
        private readonly RehearsalEnd _a;
        private readonly RehearsalEnd _b;
        private Timestamp _now = Timestamp.Zero;

        private LinkRehearsal()
        {
            Func<Timestamp> clock = () => _now;
            _a = new RehearsalEnd(TransportAddress.FromAddress(IPAddress.Loopback, 1), clock);
            _b = new RehearsalEnd(TransportAddress.FromAddress(IPAddress.Loopback, 2), clock);
            _a.Other = _b;
            _b.Other = _a;
        }

        /// <summary>Runs it. False if the ends did not connect or a message got lost.</summary>
        public static bool Run()
        {
            var rehearsal = new LinkRehearsal();
            return rehearsal.Play();
        }

        private bool Play()
        {
            _a.Connection.CreateOffer();
            bool done = false;
            for (int i = 0; i < MaxRounds && !done; i++)
            {
                bool isMoving = Carry(_a, _b) | Carry(_b, _a) | _a.Factory.DispatchEvents() | _b.Factory.DispatchEvents();
                done = _a.IsDone && _b.IsDone;
                if (!isMoving && !done && !TryAdvanceTime()) break;
            }

            _a.Factory.Dispose();
            Carry(_a, _b);
            _b.Factory.DispatchEvents();
            _b.Factory.Dispose();
            _a.Endpoint.Dispose();
            _b.Endpoint.Dispose();
            return done;
        }

        private bool Carry(RehearsalEnd from, RehearsalEnd to)
        {
            bool any = false;
            while (from.Endpoint.TryPollTransmit(_now, _datagram, out Transmit transmit))
            {
                any = true;
                to.Endpoint.HandleDatagram(_now, new DatagramInfo(SocketId.IPv4, from.Address), new Span<byte>(_datagram, transmit.Offset, transmit.Length));
            }

            return any;
        }

        private bool TryAdvanceTime()
        {
            Timestamp next = Timestamp.Min(_a.Endpoint.NextTimeout, _b.Endpoint.NextTimeout);
            if (next == Timestamp.Never) return false;
            _now = Timestamp.Max(_now, next);
            _a.Endpoint.HandleTimeout(_now);
            _b.Endpoint.HandleTimeout(_now);
            return true;
        }
    }
}
