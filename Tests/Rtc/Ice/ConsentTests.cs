using System;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Ice;
using P2PNet.Rtc.Stun;

namespace P2PNet.Tests.Rtc.Ice
{
    /// <summary>What happens on a path that stands: keeping it, doubting it, leaving it, losing it.</summary>
    public sealed class ConsentTests
    {
        [Test]
        public void AnIdleLinkIsCheckedSomeTwoAndAHalfTimesASecondByBothSidesTogether()
        {
            IcePair pair = Connected(21);
            long before = Checks(pair);
            pair.Network.Run(60_000);
            Assert.That(pair.BothConnected, Is.True, pair.Network.Story());
            Assert.That((Checks(pair) - before) / 60.0, Is.InRange(2.0, 3.0));
        }

        [Test]
        public void ALinkWithTrafficIsCheckedEveryFewSeconds()
        {
            IcePair pair = Connected(22);
            long before = Checks(pair);
            KeepTalking(pair, 60_000);
            pair.Network.Run(60_000);
            Assert.That(pair.BothConnected, Is.True);
            Assert.That((Checks(pair) - before) / 60.0, Is.InRange(0.3, 0.55), "Twice every 4 to 6 s.");
        }

        // A, B: connected; silence; A, B: Suspect after 1 s; the way is free again; A, B: Connected
        [Test]
        public void SilenceMakesThePathSuspectAndTheFirstAnswerClearsIt()
        {
            IcePair pair = Connected(23);
            Timestamp start = pair.Network.Now;
            pair.Network.Drop = (_, _) => true;
            Assert.That(pair.Network.RunUntil(() => pair.A.Agent.State == IceState.Suspect && pair.B.Agent.State == IceState.Suspect), Is.True);
            Assert.That((pair.Network.Now - start).TotalSeconds, Is.InRange(0.6, 1.1));
            Assert.That(pair.A.Agent.TryGetSelectedPath(out _), Is.True, "A suspect path is still used.");

            pair.Network.Drop = (_, _) => false;
            Timestamp free = pair.Network.Now;
            Assert.That(pair.Network.RunUntil(() => pair.BothConnected), Is.True);
            Assert.That((pair.Network.Now - free).TotalMilliseconds, Is.LessThan(300), pair.Network.Story());
        }

        [Test]
        public void ThreeLostChecksDoNotYetMakeItSuspect()
        {
            IcePair pair = Connected(24);
            pair.Network.Run(5000);
            int lost = 0;
            pair.Network.Drop = (_, _) => lost++ < 3;
            pair.Network.Run(3000);
            Assert.That(lost, Is.GreaterThan(3));
            Assert.That(pair.A.Events.Concat(pair.B.Events).Any(e => e.State == IceState.Suspect), Is.False, pair.Network.Story());
        }

        [Test]
        public void LongSilenceLosesThePathWithAReason()
        {
            IcePair pair = Connected(25);
            Timestamp start = pair.Network.Now;
            pair.Network.Drop = (_, _) => true;
            Assert.That(pair.Network.RunUntil(() => pair.A.Agent.State == IceState.Failed && pair.B.Agent.State == IceState.Failed), Is.True);
            Assert.That((pair.Network.Now - start).TotalSeconds, Is.InRange(7.6, 8.1));
            Assert.That(pair.A.FailureReason, Is.EqualTo("The connection to the other player is lost: nothing was heard for 8 s."));
            Assert.That(pair.A.Agent.NextTimeout, Is.EqualTo(Timestamp.Never));
            Assert.That(pair.A.Agent.TryGetSelectedPath(out _), Is.False);
        }

        [Test]
        public void AuthenticatedTrafficClearsSuspicion()
        {
            IcePair pair = Connected(26);
            pair.Network.Drop = (_, _) => true;
            Assert.That(pair.Network.RunUntil(() => pair.A.Agent.State == IceState.Suspect), Is.True);
            pair.Network.Drop = (_, _) => false;
            pair.Network.Run(250);
            Assert.That(pair.A.Agent.State, Is.EqualTo(IceState.Connected));
        }

        [Test]
        public void DataFromThePeerDoesNotReplaceItsConsent()
        {
            IcePair pair = Connected(27);
            Timestamp start = pair.Network.Now;
            // Only B's checks and answers get through: what A sends is lost, and B's data is heard all the time.
            pair.Network.Drop = (_, datagram) => datagram.From == IceNetwork.Address("192.0.2.1", 5000);
            KeepTalking(pair, 40_000);
            Assert.That(pair.Network.RunUntil(() => pair.A.Agent.State == IceState.Suspect, 7000), Is.True, "It knows that its checks are unanswered.");
            Assert.That(pair.Network.RunUntil(() => pair.A.Agent.State == IceState.Failed, 40_000), Is.True);
            Assert.That((pair.Network.Now - start).TotalSeconds, Is.InRange(29, 36));
            Assert.That(pair.A.FailureReason, Does.Contain("no connection check was answered for 30 s"));
        }

        // Two networks between A and B; the one in use fails; both move to the other one
        [Test]
        public void MovesToAnotherPathWhenTheOneInUseGoesSilent()
        {
            IcePair pair = OnTwoNetworks(28);
            TransportAddress inUse = pair.A.Path.Remote;
            bool Dies(IceDatagram datagram) => datagram.To.AddressToString().Substring(0, 5) == inUse.AddressToString().Substring(0, 5);
            Timestamp start = pair.Network.Now;
            pair.Network.Drop = (_, datagram) => Dies(datagram);
            Assert.That(
                pair.Network.RunUntil(() => pair.BothConnected && pair.A.Path.Remote != inUse && pair.B.Path.Remote.AddressToString().StartsWith("172", StringComparison.Ordinal), 5000),
                Is.True,
                pair.Network.Story());
            Assert.That((pair.Network.Now - start).TotalSeconds, Is.LessThan(2));
            pair.Network.Run(20_000);
            Assert.That(pair.BothConnected, Is.True, pair.Network.Story());
        }

        // The path of the controlling side's choice dies while data flows: the controlled side follows its new nomination
        [Test]
        public void TheControlledSideFollowsALaterNominationOfLowerPriority()
        {
            IcePair pair = OnTwoNetworks(29);
            TransportAddress inUse = pair.A.Path.Remote;
            KeepTalking(pair, 30_000);
            pair.Network.Run(3000);
            pair.Network.Drop = (_, datagram) => datagram.To == inUse;
            Assert.That(pair.Network.RunUntil(() => pair.A.Path.Remote != inUse, 10_000), Is.True, pair.Network.Story());
            Assert.That(pair.Network.RunUntil(() => pair.B.Path.Remote.AddressToString().StartsWith("172", StringComparison.Ordinal), 6000), Is.True, pair.Network.Story());
        }

        [Test]
        public void RenominatesWhenADirectPathWorksAfterARelayedOne()
        {
            var network = new IceNetwork(30);
            var pair = new IcePair(network, network.AddHost("A", IceRole.Controlling, "192.0.2.1"), network.AddHost("B", IceRole.Controlled, "192.0.2.2"));
            // The direct way opens a second after the relayed one.
            network.Drop = (_, datagram) => network.Now.TotalMilliseconds < 1000 && datagram.From.Port == 5000 && datagram.To.Port == 5000;
            pair.Trickle();
            pair.A.AddRelay("203.0.113.9");
            Assert.That(network.RunUntil(() => pair.BothSettled, 900), Is.True, network.Story());
            Assert.That(pair.A.Path.LocalType, Is.EqualTo(CandidateType.Relayed));
            Assert.That(network.RunUntil(() => pair.A.Path.LocalType == CandidateType.Host && pair.B.Path.RemoteType == CandidateType.Host, 3000), Is.True, network.Story());
            Assert.That(pair.B.Agent.Counters.Nominations, Is.EqualTo(2));
        }

        [Test]
        public void AForbiddenCheckRevokesConsent()
        {
            IcePair pair = Connected(31);
            byte[]? check = null;
            pair.Network.Drop = (_, datagram) =>
            {
                if (datagram.From.Equals(IceNetwork.Address("192.0.2.1", 5000)) && StunMessage.TryParse(datagram.Bytes, out StunMessage m) && m.Class == StunClass.Request) check = datagram.Bytes;
                return true;
            };
            Assert.That(pair.Network.RunUntil(() => check != null, 2000), Is.True);
            Assert.That(StunMessage.TryParse(check, out StunMessage request), Is.True);
            var writer = new StunWriter(new byte[200], StunClass.ErrorResponse, StunMethod.Binding, request.TransactionId);
            new ErrorCodeAttribute(StunErrorCode.Forbidden, default).AddTo(ref writer);
            MessageIntegrity.AddTo(ref writer, pair.Network.Crypto, System.Text.Encoding.ASCII.GetBytes(pair.B.Agent.LocalPassword));
            Fingerprint.AddTo(ref writer);
            pair.A.Agent.HandleDatagram(pair.Network.Now, new DatagramInfo(SocketId.IPv4, pair.A.Path.Remote), writer.Written.ToArray());
            Assert.That(pair.A.Agent.State, Is.EqualTo(IceState.Failed));
        }

        [Test]
        public void AClosedAgentSendsAndAnswersNothing()
        {
            IcePair pair = Connected(32);
            pair.A.Agent.Close(pair.Network.Now);
            long answered = pair.A.Agent.Counters.ResponsesSent;
            pair.Network.Run(3000);
            Assert.That(pair.A.Agent.Counters.ResponsesSent, Is.EqualTo(answered));
            Assert.That(pair.A.Agent.Counters.DroppedClosed, Is.GreaterThan(0));
            Assert.That(pair.B.Agent.State, Is.EqualTo(IceState.Suspect));
        }

        [Test]
        public void TheSteadyStateAllocatesNothing()
        {
            ICryptoProvider crypto = P2PNet.Native.NativeCrypto.Create();
            var random = new SeededRandom(33);
            var a = new IceAgent(new IceAgentOptions { Role = IceRole.Controlling }, crypto, random);
            var b = new IceAgent(new IceAgentOptions { Role = IceRole.Controlled }, crypto, random);
            TransportAddress addressA = IceNetwork.Address("192.0.2.1", 1);
            TransportAddress addressB = IceNetwork.Address("192.0.2.2", 2);
            a.AddLocalCandidate(Timestamp.Zero, new Candidate(CandidateType.Host, addressA, 1, "1") { Socket = SocketId.IPv4 });
            b.AddLocalCandidate(Timestamp.Zero, new Candidate(CandidateType.Host, addressB, 1, "1") { Socket = SocketId.IPv4 });
            a.AddRemoteCandidate(Timestamp.Zero, new Candidate(CandidateType.Host, addressB, 1, "1"));
            b.AddRemoteCandidate(Timestamp.Zero, new Candidate(CandidateType.Host, addressA, 1, "1"));
            a.SetRemoteCredentials(Timestamp.Zero, b.LocalUfrag, b.LocalPassword);
            b.SetRemoteCredentials(Timestamp.Zero, a.LocalUfrag, a.LocalPassword);

            var buffer = new byte[1500];
            double time = 0;
            Exchange(2000);
            Assert.That(a.State == IceState.Connected && b.State == IceState.Connected, Is.True);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Exchange(2000);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.That(allocated, Is.Zero);
            Assert.That(a.Counters.ConsentChecksSent + b.Counters.ConsentChecksSent, Is.GreaterThan(30));

            void Exchange(int steps)
            {
                for (int i = 0; i < steps; i++)
                {
                    time += 10;
                    Timestamp now = Timestamp.FromMilliseconds(time);
                    Turn(a, b, now, addressA);
                    Turn(b, a, now, addressB);
                }
            }

            void Turn(IceAgent from, IceAgent to, Timestamp now, TransportAddress source)
            {
                if (from.NextTimeout <= now) from.HandleTimeout(now);
                while (from.TryPollTransmit(now, buffer, out Transmit transmit))
                {
                    Span<byte> datagram = buffer.AsSpan(0, transmit.Length);
                    if (to.OwnsTransaction(datagram) || datagram[0] == 0) to.HandleDatagram(now, new DatagramInfo(SocketId.IPv4, source), datagram);
                }

                while (from.TryPollEvent(out _)) { }
            }
        }

        private static long Checks(IcePair pair) => pair.A.Agent.Counters.ConsentChecksSent + pair.B.Agent.Counters.ConsentChecksSent;

        private static IcePair Connected(ulong seed)
        {
            IcePair pair = IcePair.OnOneNetwork(seed).Trickle();
            Assert.That(pair.Network.RunUntil(() => pair.BothSettled), Is.True, pair.Network.Story());
            pair.Network.Run(200);
            return pair;
        }

        private static IcePair OnTwoNetworks(ulong seed)
        {
            var network = new IceNetwork(seed);
            var pair = new IcePair(network, network.AddHost("A", IceRole.Controlling, "10.0.0.1"), network.AddHost("B", IceRole.Controlled, "10.0.0.2"));
            pair.A.AddAddress("172.16.0.1");
            pair.B.AddAddress("172.16.0.2");
            pair.Trickle();
            Assert.That(network.RunUntil(() => pair.BothSettled), Is.True, network.Story());
            network.Run(200);
            Assert.That(pair.A.Path.Remote, Is.EqualTo(IceNetwork.Address("10.0.0.2", 5000)), network.Story());
            return pair;
        }

        /// <summary>Both hear something authenticated every 50 ms, whichever way it takes.</summary>
        private static void KeepTalking(IcePair pair, int milliseconds)
        {
            for (int at = 0; at < milliseconds; at += 50)
            {
                pair.Network.After(at, () =>
                {
                    pair.A.Agent.OnAuthenticatedTraffic(pair.Network.Now);
                    pair.B.Agent.OnAuthenticatedTraffic(pair.Network.Now);
                });
            }
        }
    }
}
