using System;
using NUnit.Framework;
using P2PNet.Native;
using P2PNet.Rtc;
using P2PNet.Rtc.DataChannels;
using P2PNet.Rtc.Link;

namespace P2PNet.Tests.Rtc.Link
{
    /// <summary>Two endpoints joined by a loop without a network in between, so that every byte allocated is the engine's.</summary>
    public sealed class AllocationTests
    {
        private readonly byte[] _datagram = new byte[2048];
        private BufferPool _pool = null!;
        private RtcEndpoint[] _endpoints = null!;
        private TransportAddress[] _addresses = null!;
        private PeerLink[] _links = null!;
        private Timestamp _now;
        private int _received;

        [Test]
        public void AMessageCostsNoGarbageFromSendToReceive()
        {
            Connect();
            var reliable = new DataChannelOptions { NegotiatedId = 0 };
            var sequenced = new DataChannelOptions { NegotiatedId = 2, Ordered = false, MaxRetransmits = 0 };
            DataChannel[] chat = { _links[0].CreateDataChannel(_now, reliable), _links[1].CreateDataChannel(_now, reliable) };
            DataChannel[] movement = { _links[0].CreateDataChannel(_now, sequenced), _links[1].CreateDataChannel(_now, sequenced) };
            for (int i = 0; i < 3000; i++) Frame(chat, movement);
            GC.Collect();
            int before = _received;
            long allocated = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++) Frame(chat, movement);
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            Assert.That(_received - before, Is.EqualTo(4000));
            TestContext.Out.WriteLine(allocated + " bytes for " + (_received - before) + " messages");
            // ICE's consent checks and their tables have room to grow once; a message has none.
            Assert.That(allocated, Is.Zero);
            foreach (RtcEndpoint endpoint in _endpoints) endpoint.Dispose();
            Assert.That(_pool.Outstanding, Is.Zero);
        }

        /// <summary>A frame of a game at 60 Hz: both sides send a movement and a line of chat, and everything arrives.</summary>
        private void Frame(DataChannel[] chat, DataChannel[] movement)
        {
            _now += TimeSpan.FromMilliseconds(16);
            for (int side = 0; side < 2; side++)
            {
                Send(side, chat[side], 80);
                Send(side, movement[side], 40);
            }

            Exchange();
        }

        private void Send(int side, DataChannel channel, int length)
        {
            PooledBuffer payload = _pool.Rent(length);
            payload.Length = length;
            if (_links[side].Send(_now, channel, payload) != SendStatus.Accepted) throw new InvalidOperationException("The buffer is full.");
        }

        private void Connect()
        {
            var crypto = new SystemCrypto();
            _pool = new BufferPool();
            _endpoints = new RtcEndpoint[2];
            _addresses = new TransportAddress[2];
            _links = new PeerLink[2];
            _now = Timestamp.FromMilliseconds(1);
            for (int side = 0; side < 2; side++)
            {
                _endpoints[side] = new RtcEndpoint(new RtcEndpointOptions(), crypto, new SeededRandom((ulong)side), _pool);
                TransportAddress.TryParse(side == 0 ? "192.0.2.1" : "192.0.2.2", 5000, out _addresses[side]);
                _endpoints[side].AddHostAddress(_now, SocketId.IPv4, _addresses[side]);
                _links[side] = _endpoints[side].CreateLink(_now, new PeerConnectionOptions());
            }

            _links[0].CreateOffer(_now);
            for (int i = 0; i < 2000 && (_links[0].State != PeerConnectionState.Connected || _links[1].State != PeerConnectionState.Connected); i++)
            {
                _now += TimeSpan.FromMilliseconds(1);
                Exchange();
            }

            Assert.That(_links[0].State, Is.EqualTo(PeerConnectionState.Connected));
        }

        private void Exchange()
        {
            for (bool any = true; any;)
            {
                any = false;
                for (int side = 0; side < 2; side++)
                {
                    if (_endpoints[side].NextTimeout <= _now) _endpoints[side].HandleTimeout(_now);
                    while (_endpoints[side].TryPollTransmit(_now, _datagram, out Transmit transmit))
                    {
                        _endpoints[1 - side].HandleDatagram(_now, new DatagramInfo(SocketId.IPv4, _addresses[side]), _datagram.AsSpan(transmit.Offset, transmit.Length));
                        any = true;
                    }

                    while (_endpoints[side].TryPollEvent(out LinkEvent e)) Handle(side, e);
                }
            }
        }

        private void Handle(int side, in LinkEvent e)
        {
            if (e.Kind == LinkEventKind.LocalDescription) _links[1 - side].SetRemoteDescription(_now, e.Description!);
            if (e.Kind != LinkEventKind.Message) return;
            _received++;
            e.Payload!.Dispose();
        }
    }
}
