using System;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Native;
using P2PNet.Protocol;
using P2PNet.Rtc;

namespace P2PNet.Tests.Native
{
    public sealed class WebSocketSignalingSocketTests
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

        private BufferPool _buffers = new BufferPool();
        private RecordingSignalingObserver _observer = new RecordingSignalingObserver();

        [SetUp]
        public void SetUp()
        {
            _buffers = new BufferPool(trackLeaks: true);
            _observer = new RecordingSignalingObserver();
        }

        [TearDown]
        public void EveryBufferCameBack() => Assert.That(_buffers.DescribeLeaks(), Is.Empty);

        [Test]
        public void ExchangesFramesInOrderAndClosesInPeace([Values(1, 2000, 65536, 1024 * 1024)] int length)
        {
            // -> 3 frames, <- the same, -> close, <- close
            using var server = new LoopbackWebSocketServer(EchoAsync);
            WebSocketSignalingSocket socket = Open(server.Url);
            for (int i = 0; i < 3; i++) socket.Send(Encoding.UTF8.GetBytes(Frame(i, length)));
            Pump(socket, () => _observer.Frames.Count == 3);
            for (int i = 0; i < 3; i++) Assert.That(_observer.Frames[i], Is.EqualTo(Frame(i, length)));
            socket.Close();
            PumpToTheEnd(socket);
            Assert.That(_observer.Opened, Is.EqualTo(1));
            Assert.That(_observer.Closed, Is.EqualTo(new[] { "The connection to the lobby server was closed by this side." }));
        }

        // -> upgrade with "a" and "b"; <- 101; -> "c"; <- "c"
        [Test]
        public void OpeningFramesTravelInTheRequestOfAServerThatTakesThemThere()
        {
            using var server = new LoopbackWebSocketServer(EchoAsync) { Subprotocol = OpeningFrames.Subprotocol };
            WebSocketSignalingSocket socket = Open(server.Url, null, new[] { (byte)'a' }, new[] { (byte)'b' });
            socket.Send(new[] { (byte)'c' });
            Pump(socket, () => _observer.Frames.Count == 1);
            Assert.That(_observer.Frames, Is.EqualTo(new[] { "c" }));
            Assert.That(server.Request, Does.Contain(OpeningFrames.Prefix + "YQ").And.Contain(OpeningFrames.Prefix + "Yg"));
            Assert.That(server.Request, Does.Contain(OpeningFrames.Subprotocol + ", ").And.Contain(", " + ProtocolLimits.Subprotocol + "\r\n"));
            socket.Dispose();
            PumpToTheEnd(socket);
        }

        // -> upgrade; <- 101; -> "a", "b", "c"; <- the same
        [TestCase(1)]
        [TestCase(OpeningFrames.MaxLength)]
        public void OpeningFramesComeFirstWhereTheServerTakesNoneInTheRequestOrTheyAreTooLong(int length)
        {
            using var server = new LoopbackWebSocketServer(EchoAsync);
            WebSocketSignalingSocket socket = Open(server.Url, null, Encoding.UTF8.GetBytes(new string('a', length)), new[] { (byte)'b' });
            socket.Send(new[] { (byte)'c' });
            Pump(socket, () => _observer.Frames.Count == 3);
            Assert.That(_observer.Frames, Is.EqualTo(new[] { new string('a', length), "b", "c" }));
            Assert.That(server.Request.Contains(OpeningFrames.Prefix), Is.EqualTo(length == 1));
            socket.Dispose();
            PumpToTheEnd(socket);
        }

        [Test]
        public void SendsWhatWasQueuedBeforeTheGoodbye()
        {
            int received = 0;
            using var server = new LoopbackWebSocketServer(async (s, end) =>
            {
                var buffer = new byte[100];
                while ((await s.ReceiveAsync(buffer.AsMemory(), end)).MessageType != WebSocketMessageType.Close) Interlocked.Increment(ref received);
                await s.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, end);
            });
            WebSocketSignalingSocket socket = Open(server.Url);
            for (int i = 0; i < 100; i++) socket.Send(new byte[] { (byte)'x' });
            socket.Close();
            PumpToTheEnd(socket);
            Assert.That(received, Is.EqualTo(100));
        }

        [Test]
        public void SaysWhyTheServerClosed()
        {
            using var server = new LoopbackWebSocketServer((s, end) => s.CloseAsync((WebSocketCloseStatus)4003, "The lobby is full.", end));
            PumpToTheEnd(Open(server.Url));
            Assert.That(_observer.Closed[0], Does.EndWith("closed the connection (code 4003): The lobby is full."));
        }

        [Test]
        public void SaysThatTheConnectionWasLost()
        {
            using var server = new LoopbackWebSocketServer((s, end) =>
            {
                s.Abort();
                return Task.CompletedTask;
            });
            PumpToTheEnd(Open(server.Url));
            Assert.That(_observer.Closed[0], Does.Contain("was lost"));
        }

        [Test]
        public void SaysThatNothingListens()
        {
            var unused = new TcpListener(IPAddress.Loopback, 0);
            unused.Start();
            int port = ((IPEndPoint)unused.LocalEndpoint).Port;
            unused.Stop();
            PumpToTheEnd(Open(new Uri("ws://127.0.0.1:" + port)));
            Assert.That(_observer.Opened, Is.Zero);
            Assert.That(_observer.Closed, Is.EqualTo(new[] { "Nothing answers at 127.0.0.1:" + port + ": check that the lobby server runs and that the port is right." }));
        }

        [Test]
        public void SaysWhichHttpStatusCameInstead()
        {
            using var server = new LoopbackWebSocketServer(EchoAsync) { RefuseWith = "404 Not Found" };
            PumpToTheEnd(Open(server.Url));
            Assert.That(_observer.Closed[0], Does.Contain("HTTP status 404 NotFound instead of opening a WebSocket"));
            Assert.That(_observer.Closed[0], Does.Not.Contain("hidden"), "the URL's query may hold a token");
        }

        [Test]
        public void SaysThatTheServerSpeaksSomethingElse()
        {
            using var server = new LoopbackWebSocketServer(EchoAsync) { Subprotocol = null };
            PumpToTheEnd(Open(server.Url));
            Assert.That(_observer.Opened, Is.Zero);
            Assert.That(_observer.Closed[0], Does.Contain("does not speak the lobby protocol p2pnet.v1"));
        }

        [Test]
        public void SaysThatTlsFailed()
        {
            using var server = new LoopbackWebSocketServer(EchoAsync) { IsNoHttp = true };
            PumpToTheEnd(Open(new Uri(server.Url.ToString().Replace("ws://", "wss://"))));
            TestContext.Out.WriteLine(_observer.Closed[0]);
            Assert.That(_observer.Closed[0], Does.StartWith("The secure connection to the lobby server at 127.0.0.1:"));
        }

        [Test]
        public void SaysThatTheServerIsNoWebServer()
        {
            using var server = new LoopbackWebSocketServer(EchoAsync) { IsNoHttp = true };
            PumpToTheEnd(Open(server.Url));
            TestContext.Out.WriteLine(_observer.Closed[0]);
            Assert.That(_observer.Closed[0], Does.Contain("could not be reached"));
        }

        [Test]
        public void GivesUpOnASilentServer()
        {
            using var server = new LoopbackWebSocketServer(EchoAsync) { IsSilent = true };
            PumpToTheEnd(Open(server.Url, new SignalingSocketOptions { ConnectTimeout = TimeSpan.FromMilliseconds(200) }));
            Assert.That(_observer.Closed[0], Does.Contain("did not answer within 0.2 s"));
        }

        [Test]
        public void DoesNotWaitLongForAServerThatNeverSaysGoodbye()
        {
            using var server = new LoopbackWebSocketServer((s, end) => Task.Delay(Timeout.Infinite, end));
            WebSocketSignalingSocket socket = Open(server.Url, new SignalingSocketOptions { CloseTimeout = TimeSpan.FromMilliseconds(200) });
            Pump(socket, () => _observer.Opened == 1);
            socket.Close();
            var watch = Stopwatch.StartNew();
            PumpToTheEnd(socket);
            Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
            Assert.That(_observer.Closed, Has.Count.EqualTo(1));
        }

        [Test]
        public void RefusesFramesThatTheProtocolDoesNotHave([Values] bool isBinary)
        {
            WebSocketCloseStatus? toldTheServer = null;
            using var server = new LoopbackWebSocketServer(async (s, end) =>
            {
                await s.SendAsync(new byte[(1024 * 1024) + 1], isBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text, true, end);
                await s.ReceiveAsync(new byte[10].AsMemory(), end);
                toldTheServer = s.CloseStatus;
            });
            PumpToTheEnd(Open(server.Url));
            Assert.That(_observer.Frames, Is.Empty);
            Assert.That(_observer.Closed[0], Does.Contain(isBinary ? "binary frame" : "more than 1048576 bytes"));
            SpinWait.SpinUntil(() => toldTheServer != null, Patience);
            Assert.That(toldTheServer, Is.EqualTo(isBinary ? WebSocketCloseStatus.InvalidMessageType : WebSocketCloseStatus.MessageTooBig));
        }

        [Test]
        public void EndsWhenTheServerStopsReading()
        {
            using var server = new LoopbackWebSocketServer((s, end) => Task.Delay(Timeout.Infinite, end));
            WebSocketSignalingSocket socket = Open(server.Url, new SignalingSocketOptions { MaxUnsentFrames = 4 });
            Pump(socket, () => _observer.Opened == 1);
            var frame = new byte[65536];
            for (int i = 0; i < 1000 && _observer.Closed.Count == 0; i++)
            {
                socket.Send(frame);
                socket.Deliver();
                Thread.Yield();
            }

            PumpToTheEnd(socket);
            Assert.That(_observer.Closed[0], Does.Contain("has stopped reading"));
        }

        [Test]
        public void KeepsAFloodInBounds()
        {
            const int count = 2000;
            using var server = new LoopbackWebSocketServer(async (s, end) =>
            {
                for (int i = 0; i < count; i++) await s.SendAsync(Encoding.UTF8.GetBytes(Frame(i, 100)), WebSocketMessageType.Text, true, end);
                await s.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", end);
            });
            WebSocketSignalingSocket socket = Open(server.Url, new SignalingSocketOptions { MaxUndeliveredFrames = 8 });
            Thread.Sleep(100);
            Assert.That(_buffers.Outstanding, Is.LessThanOrEqualTo(10), "frames wait in TCP, not in memory");
            PumpToTheEnd(socket);
            Assert.That(_observer.Frames, Has.Count.EqualTo(count));
            Assert.That(_observer.Frames[count - 1], Is.EqualTo(Frame(count - 1, 100)));
        }

        [Test]
        public void IsSilentAfterDispose()
        {
            using var server = new LoopbackWebSocketServer(EchoAsync);
            WebSocketSignalingSocket socket = Open(server.Url);
            socket.Send(new byte[] { (byte)'x' });
            socket.Dispose();
            socket.Send(new byte[] { (byte)'y' });
            socket.Close();
            PumpToTheEnd(socket);
            Assert.That(_observer.Opened + _observer.Frames.Count + _observer.Closed.Count, Is.Zero);
        }

        [Test]
        public void TakesWebSocketUrlsOnly()
        {
            Assert.That((Action)(() => Open(new Uri("ftp://127.0.0.1/"))), Throws.ArgumentException);
        }

        private static string Frame(int i, int length) => (i + new string('é', length)).Substring(0, Math.Max(1, length / 2));

        private static async Task EchoAsync(WebSocket socket, CancellationToken end)
        {
            var buffer = new byte[70_000];
            while (true)
            {
                ValueWebSocketReceiveResult part = await socket.ReceiveAsync(buffer.AsMemory(), end);
                if (part.MessageType == WebSocketMessageType.Close) break;
                await socket.SendAsync(buffer.AsMemory(0, part.Count), WebSocketMessageType.Text, part.EndOfMessage, end);
            }

            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, end);
        }

        private WebSocketSignalingSocket Open(Uri url, SignalingSocketOptions? options = null, params byte[][] opening) =>
            new WebSocketSignalingSocket(url, _observer, _buffers, () => { }, opening, options);

        private void Pump(WebSocketSignalingSocket socket, Func<bool> until)
        {
            var watch = Stopwatch.StartNew();
            while (!until() && socket.Deliver())
            {
                Assert.That(watch.Elapsed, Is.LessThan(Patience));
                Thread.Sleep(1);
            }
        }

        private void PumpToTheEnd(WebSocketSignalingSocket socket)
        {
            Pump(socket, () => false);
            Assert.That(socket.Completion.Wait(Patience), Is.True);
            Assert.That(socket.Completion.IsCompletedSuccessfully, Is.True);
        }
    }
}
