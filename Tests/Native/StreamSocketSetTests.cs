using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Native;
using P2PNet.Rtc;
using P2PNet.Rtc.Link;

namespace P2PNet.Tests.Native
{
    /// <summary>Connections to TURN servers, over loopback.</summary>
    public sealed class StreamSocketSetTests
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

        private BufferPool _pool = null!;
        private RtcEndpoint _endpoint = null!;
        private StreamSocketSet _streams = null!;
        private AutoResetEvent _woken = null!;

        [SetUp]
        public void SetUp()
        {
            _pool = new BufferPool(trackLeaks: true);
            _woken = new AutoResetEvent(false);
            _streams = NewSet(new StreamSocketOptions { MaxUnsent = 8192, ConnectTimeout = TimeSpan.FromSeconds(1) });
            _endpoint = new RtcEndpoint(new RtcEndpointOptions(), NativeCrypto.Create(), SystemRandom.Instance, _pool);
        }

        [TearDown]
        public void TearDown()
        {
            _streams.Dispose();
            Assert.That(SpinWait.SpinUntil(() => !_streams.IsClosing, Patience));
            _endpoint.Dispose();
            _woken.Dispose();
            Assert.That(_pool.Outstanding, Is.Zero, () => string.Join("\n", _pool.DescribeLeaks()));
        }

        [Test]
        public void MessagesGoAndComeWholeAndInOrder([Values("127.0.0.1", "::1")] string address)
        {
            using Listener server = Listener.Start(address);
            SocketId id = Open(server);
            using Socket peer = server.Accept();
            Assert.That(Run(() => _streams.Counters.Opened == 1));
            for (int i = 0; i < 50; i++) _streams.Send(id, Stun(i, 4 * (i % 7)));
            _streams.Flush();
            int expected = 0;
            for (int i = 0; i < 50; i++) expected += 20 + (4 * (i % 7));
            byte[] bytes = Read(peer, expected);

            // They come back in pieces that fit nothing.
            for (int at = 0; at < bytes.Length; at += 13) peer.Send(bytes, at, Math.Min(13, bytes.Length - at), SocketFlags.None);
            var received = new List<byte[]>();
            Assert.That(Run(() => received.Count == 50, received));
            for (int i = 0; i < 50; i++) Assert.That(received[i], Is.EqualTo(Stun(i, 4 * (i % 7))));
            Assert.That((_streams.Counters.MessagesSent, _streams.Counters.MessagesReceived), Is.EqualTo((50L, 50L)));
        }

        [Test]
        public void FullConnectionDropsWholeMessagesAndCountsThem()
        {
            using Listener server = Listener.Start("127.0.0.1");
            SocketId id = Open(server);
            using Socket peer = server.Accept();
            Assert.That(Run(() => _streams.Counters.Opened == 1));
            // Nobody reads: the kernel's buffers fill, then ours.
            for (int i = 0; _streams.Counters.SendsDropped < 100; i++)
            {
                _streams.Send(id, Stun(i, 1000));
                _streams.Flush();
                if (i % 100 == 0) Thread.Sleep(1);
            }

            int sent = (int)_streams.Counters.MessagesSent;
            var framer = new P2PNet.Rtc.Turn.StreamFramer();
            int whole = 0;
            while (whole < sent)
            {
                int count = peer.Receive(framer.GetSegment());
                Assert.That(count, Is.GreaterThan(0));
                framer.Advance(count);
                while (framer.TryRead(out Span<byte> message))
                {
                    Assert.That(message.Length, Is.EqualTo(1020));
                    whole++;
                }
            }

            Assert.That(framer.IsBroken, Is.False);
        }

        [Test]
        public void WhatWasSentBeforeTheEndStillLeaves()
        {
            using Listener server = Listener.Start("127.0.0.1");
            SocketId id = Open(server);
            using Socket peer = server.Accept();
            Assert.That(Run(() => _streams.Counters.Opened == 1));
            for (int i = 0; i < 5; i++) _streams.Send(id, Stun(i, 0));
            _streams.Close(id);
            Assert.That(Read(peer, 100), Is.Not.Null);
            Assert.That(peer.Receive(new byte[1]), Is.Zero, "then the end");
            _streams.Send(id, Stun(9, 0));
            Assert.That(_streams.Counters.SendsWithoutStream, Is.EqualTo(1));
        }

        [Test]
        public void NumbersAreUsedAgainAndBounded()
        {
            using Listener server = Listener.Start("127.0.0.1");
            var ids = new List<SocketId>();
            for (int i = 0; i < SocketId.FirstRelay - SocketId.FirstStream; i++) ids.Add(Open(server));
            Assert.That(ids, Is.Unique);
            Assert.That(_streams.TryOpen(server.Request(false), out _), Is.False);
            _streams.Close(ids[3]);
            Assert.That(Open(server), Is.EqualTo(ids[3]));
        }

        [Test]
        public void SaysWhyItCouldNotBeOpened()
        {
            Listener server = Listener.Start("127.0.0.1");
            StreamRequest request = server.Request(false);
            server.Dispose();
            Assert.That(ReasonOf(request), Is.EqualTo("the connection was refused"));
        }

        [Test]
        public void ServerThatTakesConnectionsAndSpeaksNoTlsIsGivenUp()
        {
            using Listener server = Listener.Start("127.0.0.1");
            Assert.That(ReasonOf(server.Request(true)), Is.EqualTo("nothing answered within 1 s"));
        }

        [Test]
        public void CertificateOfNobodyIsNotAccepted()
        {
            using Listener server = Listener.Start("127.0.0.1");
            using RSA key = RSA.Create(2048);
            using X509Certificate2 made = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
            Task serving = Task.Run(() =>
            {
                using var stream = new SslStream(new NetworkStream(server.Accept(), ownsSocket: true));
                stream.AuthenticateAsServer(made);
            });
            Assert.That(ReasonOf(server.Request(true)), Does.StartWith("the server's certificate is not accepted for 127.0.0.1 ("));
            try
            {
                serving.Wait(Patience);
            }
            catch (AggregateException)
            {
                // The client ended the handshake.
            }
        }

        [Test]
        public void TellsOfTheEndBehindWhatCame([Values] bool isTurn)
        {
            using Listener server = Listener.Start("127.0.0.1");
            Open(server);
            using Socket peer = server.Accept();
            peer.Send(Stun(1, 0));
            peer.Send(isTurn ? Stun(2, 0) : System.Text.Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request"));
            peer.Dispose();
            var received = new List<byte[]>();
            Assert.That(Run(() => _streams.Counters.Ended == 1, received));
            Assert.That(received, Has.Count.EqualTo(isTurn ? 2 : 1));
        }

#if NET
        [Test]
        public void SteadyTrafficAllocatesNextToNothing()
        {
            var pool = new BufferPool();
            _streams.Dispose();
            _streams = new StreamSocketSet(pool, () => _woken.Set());
            using Listener server = Listener.Start("127.0.0.1");
            SocketId id = Open(server);
            using Socket peer = server.Accept();
            byte[] message = Stun(1, 200);
            byte[] back = new byte[message.Length];
            long before = 0;
            const int Rounds = 2000;
            for (int i = 0; i < 2 * Rounds; i++)
            {
                if (i == Rounds) before = GC.GetTotalAllocatedBytes();
                _streams.Send(id, message);
                _streams.Flush();
                for (int at = 0; at < back.Length;) at += peer.Receive(back, at, back.Length - at, SocketFlags.None);
                peer.Send(back);
                PooledBuffer? received;
                for (_streams.BeginReceiving(); !_streams.TryReceive(out _, out received); _streams.BeginReceiving()) _woken.WaitOne(1000);
                received!.Dispose();
            }

            long bytes = GC.GetTotalAllocatedBytes() - before;
            TestContext.Out.WriteLine($"{bytes / (double)Rounds:0.0} bytes a round trip");
            Assert.That(bytes / Rounds, Is.LessThan(100));
        }

        [Test]
        public void MessageIsThereWithinMicroseconds()
        {
            using Listener server = Listener.Start("127.0.0.1");
            SocketId id = Open(server);
            using Socket peer = server.Accept();
            peer.NoDelay = true;
            byte[] message = Stun(1, 200);
            var took = new double[300];
            for (int i = 0; i < took.Length; i++)
            {
                Thread.Sleep(1);
                long start = Stopwatch.GetTimestamp();
                _streams.Send(id, message);
                _streams.Flush();
                byte[] back = Read(peer, message.Length);
                peer.Send(back);
                PooledBuffer? received;
                for (_streams.BeginReceiving(); !_streams.TryReceive(out _, out received); _streams.BeginReceiving()) _woken.WaitOne(1000);
                took[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                received!.Dispose();
            }

            Array.Sort(took);
            TestContext.Out.WriteLine($"there and back: median {took[150]:0.000} ms, worst tenth {took[270]:0.000} ms");
            Assert.That(took[150], Is.LessThan(5));
        }
#endif

        private static byte[] Stun(int number, int length)
        {
            var message = new byte[20 + length];
            message[0] = 1;
            message[1] = 1;
            message[2] = (byte)(length >> 8);
            message[3] = (byte)length;
            new byte[] { 0x21, 0x12, 0xA4, 0x42 }.CopyTo(message, 4);
            message[8] = (byte)number;
            return message;
        }

        private static byte[] Read(Socket socket, int length)
        {
            socket.ReceiveTimeout = (int)Patience.TotalMilliseconds;
            var bytes = new byte[length];
            for (int at = 0; at < length;)
            {
                int count = socket.Receive(bytes, at, length - at, SocketFlags.None);
                Assert.That(count, Is.GreaterThan(0), "the end came early");
                at += count;
            }

            return bytes;
        }

        private StreamSocketSet NewSet(StreamSocketOptions options) => new StreamSocketSet(_pool, () => _woken.Set(), options);

        private SocketId Open(Listener server)
        {
            Assert.That(_streams.TryOpen(server.Request(false), out SocketId id));
            return id;
        }

        /// <summary>Runs rounds as the loop does until it is true.</summary>
        private bool Run(Func<bool> condition, List<byte[]>? received = null)
        {
            var watch = Stopwatch.StartNew();
            while (true)
            {
                _streams.BeginReceiving();
                while (_streams.TryReceive(out _, out PooledBuffer? message))
                {
                    received?.Add(message!.Span.ToArray());
                    message!.Dispose();
                }

                _streams.Announce(Timestamp.FromMilliseconds(1), _endpoint);
                if (condition()) return true;
                if (watch.Elapsed > Patience) return false;
                _woken.WaitOne(50);
            }
        }

        private string? ReasonOf(in StreamRequest request)
        {
            var stream = new StreamSocket(request, _pool, () => _woken.Set(), new StreamSocketOptions { ConnectTimeout = TimeSpan.FromSeconds(1) });
            Assert.That(stream.Completion.Wait(Patience));
            return stream.EndReason;
        }

        private sealed class Listener : IDisposable
        {
            private readonly Socket _socket;

            private Listener(Socket socket) => _socket = socket;

            public static Listener Start(string address)
            {
                IPAddress ip = IPAddress.Parse(address);
                var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(ip, 0));
                socket.Listen(32);
                return new Listener(socket);
            }

            public StreamRequest Request(bool isSecure)
            {
                var local = (IPEndPoint)_socket.LocalEndPoint!;
                return new StreamRequest(local.Address.ToString(), TransportAddress.FromAddress(local.Address, (ushort)local.Port), isSecure);
            }

            public Socket Accept() => _socket.Accept();

            public void Dispose() => _socket.Dispose();
        }
    }
}
