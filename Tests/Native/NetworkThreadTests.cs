using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Threading;
using NUnit.Framework;
using P2PNet.Native;
using P2PNet.Rtc;

namespace P2PNet.Tests.Native
{
    public sealed class NetworkThreadTests
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

        [Test]
        public void IsTheDefaultOfThisRuntime() => Assert.That(P2PPlatform.Default, Is.SameAs(NativePlatform.Instance));

        [Test]
        public void StartsRunsWhenWokenAndStops()
        {
            var client = new TestLoopClient();
            NetworkThread thread = Start(client);
            Assert.That(client.Started.Wait(Patience), Is.True);
            Assert.That(client.Ask(() => Thread.CurrentThread.Name), Is.EqualTo("P2PNet network"));
            Assert.That(client.Ask(() => client.Loop), Is.SameAs(thread));
            thread.Dispose();
            Assert.That(client.Stopped.IsSet, Is.True);
            Assert.That(client.StopReason, Is.Null);
            Assert.That(client.Log, Is.Empty);
        }

        [Test]
        public void SleepsWhileNothingHappens()
        {
            var client = new TestLoopClient();
            using NetworkThread thread = Start(client);
            client.WaitUntilStarted();
            client.Ask(() => 0);
            Thread.Sleep(50);
            int before = client.Runs;
            Thread.Sleep(300);
            // Only the gatherer or a late wake-up may have something to do.
            Assert.That(client.Runs - before, Is.LessThan(5));
        }

        [Test]
        public void RunsAtTheClientsTimeout()
        {
            var client = new TestLoopClient();
            using NetworkThread thread = Start(client);
            client.WaitUntilStarted();
            var late = new List<double>();
            client.OnRun = now =>
            {
                if (now < client.NextTimeout) return;
                late.Add((now - client.NextTimeout).TotalMilliseconds);
                client.NextTimeout = late.Count < 50 ? now + TimeSpan.FromMilliseconds(5) : Timestamp.Never;
            };
            client.Ask(() => client.NextTimeout = client.Loop.Now + TimeSpan.FromMilliseconds(5));
            SpinWait.SpinUntil(() => client.Ask(() => late.Count) == 50, Patience);
            late.Sort();
            TestContext.Out.WriteLine($"a timer of 5 ms: late by median {late[25]:0.00} ms, worst {late[49]:0.00} ms");
            Assert.That(late[0], Is.GreaterThanOrEqualTo(0));
            Assert.That(late[25], Is.LessThan(20));
        }

        [Test]
        public void RoundTripBetweenThreadsTakesMicroseconds()
        {
            const int rounds = 300;
            var client = new TestLoopClient();
            using NetworkThread thread = Start(client);
            client.WaitUntilStarted();
            var took = new double[rounds];
            for (int i = 0; i < rounds; i++)
            {
                Thread.Sleep(1);
                long start = Stopwatch.GetTimestamp();
                long ran = client.Ask(Stopwatch.GetTimestamp);
                took[i] = (ran - start) * 1e6 / Stopwatch.Frequency;
            }

            Array.Sort(took);
            TestContext.Out.WriteLine($"from Wake to Run: p50 {took[rounds / 2]:0} us, p99 {took[rounds * 99 / 100]:0} us");
            Assert.That(took[rounds / 2], Is.LessThan(20_000), "polling would show");
        }

        [Test]
        public void SurvivesAnExceptionOfTheClient()
        {
            var client = new TestLoopClient();
            using NetworkThread thread = Start(client);
            client.WaitUntilStarted();
            client.Post(() => throw new InvalidOperationException("a bug of the client"));
            Assert.That(client.Ask(() => 42), Is.EqualTo(42));
            Assert.That(thread.FaultCount, Is.EqualTo(1));
            Assert.That(client.Log.Single(), Does.Contain("a bug of the client"));
            Assert.That(client.Stopped.IsSet, Is.False);
        }

        [Test]
        public void EndsWithAReasonWhenEveryRoundFails()
        {
            var client = new TestLoopClient { OnRun = _ => throw new InvalidOperationException("again") };
            using NetworkThread thread = Start(client);
            Assert.That(client.Stopped.Wait(Patience), Is.True);
            Assert.That(client.StopReason, Does.Contain("internal error (InvalidOperationException: again)"));
        }

        [Test]
        public void SaysThatThePortIsTaken()
        {
            using var other = new UdpSocketSet();
            other.TryGetPort(SocketId.IPv4, out ushort port);
            var client = new TestLoopClient();
            using var thread = new NetworkThread(client, new SessionLoopOptions { LocalPort = port, LoopbackOnly = true, WarmUp = false });
            Assert.That(client.Stopped.Wait(Patience), Is.True);
            Assert.That(client.StopReason, Is.EqualTo("UDP port " + port + " is taken by another program: choose another one, or 0 for any."));
            Assert.That(client.Started.IsSet, Is.False);
        }

        [Test]
        public void CanBeDisposedOnItsOwnThread()
        {
            var client = new TestLoopClient();
            NetworkThread thread = Start(client);
            client.WaitUntilStarted();
            client.Post(thread.Dispose);
            Assert.That(client.Stopped.Wait(Patience), Is.True);
            thread.Dispose();
        }

        [Test]
        public void LeavesNoThreadAndNoSocketBehind()
        {
            for (int i = 0; i < 5; i++) StartAndStop();
            int threads = ThreadsNamed("P2PNet network"), handles = Handles();
            for (int i = 0; i < 100; i++) StartAndStop();
            // The kernel forgets a thread a moment after it was joined.
            SpinWait.SpinUntil(() => ThreadsNamed("P2PNet network") <= threads, Patience);
            Assert.That(ThreadsNamed("P2PNet network"), Is.LessThanOrEqualTo(threads));
            // The runtime opens some of its own now and then; a leak would show a hundredfold.
            Assert.That(Handles(), Is.LessThan(handles + 30));

            static void StartAndStop()
            {
                var client = new TestLoopClient();
                NetworkThread thread = Start(client);
                // Also before it has started.
                if (client.GetHashCode() % 2 == 0) client.WaitUntilStarted();
                thread.Dispose();
                Assert.That(client.Stopped.IsSet, Is.True);
            }
        }

        [Test]
        public void SaysGoodbyeToTheServerAtTheEnd()
        {
            using var toldTheServer = new ManualResetEventSlim();
            using var server = new LoopbackWebSocketServer(async (s, end) =>
            {
                var buffer = new byte[100];
                while ((await s.ReceiveAsync(buffer.AsMemory(), end)).MessageType != System.Net.WebSockets.WebSocketMessageType.Close)
                {
                    // A frame before the end.
                }

                toldTheServer.Set();
                await s.CloseOutputAsync(System.Net.WebSockets.WebSocketCloseStatus.NormalClosure, null, end);
            });
            var client = new TestLoopClient();
            var observer = new RecordingSignalingObserver();
            NetworkThread thread = Start(client);
            client.WaitUntilStarted();
            ISignalingSocket socket = client.Ask(() => client.Loop.OpenSocket(server.Url, observer));
            SpinWait.SpinUntil(() => client.Ask(() => observer.Opened) == 1, Patience);
            client.OnStop = () => socket.Send(new byte[] { (byte)'!' });
            thread.Dispose();
            Assert.That(toldTheServer.Wait(Patience), Is.True);
            Assert.That(observer.Closed, Has.Count.EqualTo(1));
        }

        [Test]
        public void DoesNotWaitLongForAServerAtTheEnd()
        {
            using var server = new LoopbackWebSocketServer((s, end) => System.Threading.Tasks.Task.Delay(Timeout.Infinite, end)) { IsSilent = true };
            var client = new TestLoopClient();
            NetworkThread thread = Start(client);
            client.WaitUntilStarted();
            client.Ask(() => client.Loop.OpenSocket(server.Url, new RecordingSignalingObserver()));
            var watch = Stopwatch.StartNew();
            thread.Dispose();
            Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromSeconds(3)));
        }

        internal static NetworkThread Start(TestLoopClient client) =>
            new NetworkThread(client, new SessionLoopOptions { LoopbackOnly = true, WarmUp = false, Log = client.Append });

        private static int ThreadsNamed(string name)
        {
            if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux)) return 0;
            // The kernel keeps 15 characters.
            return Directory.GetDirectories("/proc/self/task").Count(task => NameOf(task) == name.Substring(0, Math.Min(15, name.Length)));
        }

        private static string NameOf(string task)
        {
            try
            {
                return File.ReadAllText(task + "/comm").Trim();
            }
            catch (IOException)
            {
                return "gone";
            }
        }

        private static int Handles() => RuntimeInformation.IsOSPlatform(OSPlatform.Linux) ? Directory.GetFiles("/proc/self/fd").Length : 0;
    }
}
