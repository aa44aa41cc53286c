using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Native;
using P2PNet.Rtc;

namespace P2PNet.Tests.Native
{
    /// <summary>The probe on real sockets, over loopback.</summary>
    public sealed class NatProberTests
    {
        [Test]
        public async Task TellsThatNothingStandsBetween()
        {
            using var server = new LoopbackBehaviorServer();
            var heard = new ProgressRecorder();
            NatReport report = await ProbeAsync(heard, default, new IceServer(server.Url));
            Assert.That(report.Type, Is.EqualTo(NatType.Open));
            Assert.That(report.IPv4.Mapping, Is.EqualTo(EndpointDependence.EndpointIndependent));
            Assert.That(report.IPv4.Filtering, Is.EqualTo(EndpointDependence.EndpointIndependent));
            Assert.That(report.IPv4.PublicAddresses[0], Is.EqualTo(report.IPv4.LocalAddress));
            Assert.That(report.IPv4.RoundTripTime, Is.LessThan(TimeSpan.FromSeconds(1)));
            Assert.That(report.IPv4.Note, Does.Contain("on this machine"));
            Assert.That(report.IPv6.WasTested, Is.False);
            Assert.That(heard.Fractions, Is.Ordered);
            Assert.That(heard.Fractions.Last(), Is.EqualTo(1));
        }

        [Test]
        public async Task TellsThatNoUdpGetsThroughAndWhyRelaysFail()
        {
            using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            var mute = new TcpListener(IPAddress.Loopback, 0);
            mute.Start();
            int closed = FreePort();
            int udp = ((IPEndPoint)silent.LocalEndPoint!).Port, tcp = ((IPEndPoint)mute.LocalEndpoint).Port;
            var server = new IceServer(
                new[]
                {
                    "turns:127.0.0.1:" + closed,
                    "turn:127.0.0.1:" + tcp + "?transport=tcp",
                    "turn:127.0.0.1:" + udp,
                    "turn:no-such-host.invalid",
                },
                "user",
                "secret-credential");
            var options = new NatProbeOptions { ServerUrl = null, Servers = new[] { server }, Timeout = TimeSpan.FromSeconds(4) };
            NatReport report = await P2PDiagnostics.ProbeAsync(options, NativePlatform.Instance, null, default);
            mute.Stop();
            Assert.That(report.IsUdpBlocked, Is.True);
            RelayWayReport[] ways = report.Relays.Single().Ways.ToArray();
            Assert.That(ways.Select(way => way.Transport), Is.EqualTo(new[] { RelayTransport.Udp, RelayTransport.Udp, RelayTransport.Tcp, RelayTransport.Tls }));
            Assert.That(ways.Any(way => way.Answered || way.IsUsable), Is.False);
            Assert.That(ways[0].Problem, Does.StartWith("No answer"));
            Assert.That(ways[1].Problem, Does.Contain("is not known"));
            Assert.That(ways[2].Problem, Does.Contain("does not answer"));
            Assert.That(ways[2].ConnectTime, Is.Not.Null);
            Assert.That(ways[3].Problem, Does.Contain("refused"));
            Assert.That(report.Summary, Does.Contain("nobody can be reached"));
            Assert.That(string.Join(" ", ways.Select(way => way + way.Problem)), Does.Not.Contain("secret-credential"));
        }

        [Test]
        public async Task EndsAtItsTimeWithWhatItKnows()
        {
            using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            Stopwatch watch = Stopwatch.StartNew();
            var options = new NatProbeOptions { ServerUrl = null, Timeout = TimeSpan.FromSeconds(2), Servers = new[] { new IceServer("stun:127.0.0.1:" + ((IPEndPoint)silent.LocalEndPoint!).Port) } };
            NatReport report = await P2PDiagnostics.ProbeAsync(options, NativePlatform.Instance, null, default);
            Assert.That(watch.Elapsed.TotalSeconds, Is.InRange(1.5, 3.5));
            Assert.That(report.IPv4.HasUdp, Is.False);
        }

        [Test]
        public void CanBeCancelled()
        {
            using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
            Stopwatch watch = Stopwatch.StartNew();
            var server = new IceServer("stun:127.0.0.1:" + ((IPEndPoint)silent.LocalEndPoint!).Port);
            Assert.That((Action)(() => ProbeAsync(null, cancellation.Token, server).GetAwaiter().GetResult()), Throws.InstanceOf<OperationCanceledException>());
            Assert.That(watch.Elapsed.TotalSeconds, Is.LessThan(1.5));
        }

        [Test]
        public void SaysThatTheLobbyServerCannotBeReached()
        {
            var options = new NatProbeOptions { ServerUrl = "http://127.0.0.1:" + FreePort() };
            Assert.That(
                (Action)(() => P2PDiagnostics.ProbeAsync(options, NativePlatform.Instance, null, default).GetAwaiter().GetResult()),
                Throws.InstanceOf<P2PException>().With.Message.Contain("cannot be reached").And.Property("Stage").EqualTo(LinkStage.Server));
        }

        private static Task<NatReport> ProbeAsync(IProgress<NatProbeProgress>? progress, CancellationToken cancellation, params IceServer[] servers) =>
            P2PDiagnostics.ProbeAsync(new NatProbeOptions { ServerUrl = null, Servers = servers }, NativePlatform.Instance, progress, cancellation);

        private static int FreePort()
        {
            var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            int port = ((IPEndPoint)listener.LocalEndpoint).Port;
            listener.Stop();
            return port;
        }

        private sealed class ProgressRecorder : IProgress<NatProbeProgress>
        {
            private readonly List<double> _fractions = new List<double>();

            public double[] Fractions
            {
                get
                {
                    lock (_fractions) return _fractions.ToArray();
                }
            }

            public void Report(NatProbeProgress value)
            {
                lock (_fractions) _fractions.Add(value.Fraction);
            }
        }
    }
}
