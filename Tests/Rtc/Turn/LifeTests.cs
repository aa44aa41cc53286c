using System;
using System.Linq;
using NUnit.Framework;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;
using P2PNet.Rtc.Turn;

namespace P2PNet.Tests.Rtc.Turn
{
    /// <summary>How an allocation is kept, used, lost and replaced (RFC 8656 §8 to §12).</summary>
    public sealed class LifeTests
    {
        // C -> CreatePermission, Send -> S: nobody waits for the answer to the first
        [Test]
        public void ACheckFollowsThePermissionAtOnce()
        {
            var scene = new TurnScene();
            scene.Allocate();
            scene.Client.AddPeer(scene.Network.Now, scene.Peer);
            Timestamp began = scene.Network.Now;
            Assert.That(scene.Send(first: 0), Is.True);
            scene.Expect(() => scene.Node.Received.Count == 1, 1, "the echo");
            Assert.That((scene.Network.Now - began).TotalMilliseconds, Is.EqualTo(40));
            Assert.That(scene.Count(StunMethod.ChannelBind), Is.Zero, "checks bind no channel");
            Assert.That(scene.Echo.From, Is.EqualTo(scene.Client.Allocation.RelayedIPv4));
        }

        // A time that nothing stands for any more would have the shell turn without end.
        [Test]
        public void APeerThatIsGoneLeavesNoTimeoutBehind()
        {
            var scene = new TurnScene();
            scene.Allocate();
            scene.Client.AddPeer(scene.Network.Now, scene.Peer);
            scene.RunFor(1);
            scene.Client.RemovePeer(scene.Peer);
            Timestamp later = scene.Network.Now + TimeSpan.FromMinutes(4);
            scene.Client.HandleTimeout(later);
            byte[] destination = new byte[TurnClient.MaxTransmitLength];
            while (scene.Client.TryPollTransmit(later, destination, out _))
            {
            }

            Assert.That(scene.Client.NextTimeout, Is.GreaterThan(later));
            Assert.That(scene.Count(StunMethod.CreatePermission), Is.EqualTo(1));
        }

        [Test]
        public void APermissionWantedBeforeThereIsAnAllocationIsAskedForWithIt()
        {
            var scene = new TurnScene();
            scene.Client.AddPeer(scene.Network.Now, scene.Peer);
            scene.Allocate();
            scene.RunFor(0.1);
            Assert.That(scene.Server.Allocations[0].Permits(scene.Network.Now, scene.Peer), Is.True);
        }

        // C -> Send (data), ChannelBind -> S, C <- ok <- S, C -> ChannelData -> S
        [Test]
        public void DataBindsAChannelAndGoesOverItOnceItIsBound()
        {
            var scene = new TurnScene();
            scene.Allocate();
            scene.Client.AddPeer(scene.Network.Now, scene.Peer);
            scene.Send();
            scene.RunFor(0.1);
            Assert.That(scene.Server.ChannelDataReceived, Is.Zero);
            Assert.That(scene.Node.Received, Has.Count.EqualTo(1));
            for (int length = 1; length <= 9; length++) scene.Send(length: length);
            scene.RunFor(0.1);
            Assert.That(scene.Server.ChannelDataReceived, Is.EqualTo(9));
            Assert.That(scene.Node.Received.Skip(1).Select(r => r.Bytes.Length), Is.EqualTo(Enumerable.Range(1, 9)));
            Assert.That(scene.Client.Counters.ChannelDataReceived, Is.EqualTo(10), "the first echo found the channel bound");
        }

        [Test]
        public void APeerThatIsForbiddenIsNotSentTo()
        {
            var scene = new TurnScene();
            scene.Allocate();
            TransportAddress inside = TurnScene.Address("10.0.0.1", 5000);
            scene.Client.AddPeer(scene.Network.Now, inside);
            scene.Client.AddPeer(scene.Network.Now, scene.Peer);
            scene.RunFor(0.1);
            Assert.That(scene.Client.Counters.PermissionsRefused, Is.EqualTo(1));
            Assert.That(scene.Node.Send(scene.Network.Now, inside, new byte[3]), Is.False);
            Assert.That(scene.Send(), Is.True, "the other peer's permission stands");
        }

        [Test]
        public void PermissionsAndChannelsAreBounded()
        {
            var scene = new TurnScene(change: o => new TurnClientOptions(o.Socket, o.Server, o.Transport)
            {
                Username = o.Username,
                Credential = o.Credential,
                MaxPermissions = 10,
                MaxChannels = 5,
            });
            scene.Allocate();
            for (int i = 1; i <= 20; i++) scene.Client.AddPeer(scene.Network.Now, TurnScene.Address("192.0.2." + i, 5000));
            for (ushort port = 1; port <= 20; port++) scene.Node.Send(scene.Network.Now, TurnScene.Address("192.0.2.1", port), new byte[] { 23 });
            scene.RunFor(1);
            Assert.That(scene.Server.Allocations[0].Permissions, Has.Count.EqualTo(10));
            Assert.That(scene.Server.Allocations[0].Channels, Has.Count.EqualTo(5));
            Assert.That(scene.Client.Counters.PermissionsOverLimit, Is.EqualTo(10));
            Assert.That(scene.Client.Counters.IndicationsSent, Is.EqualTo(20), "those without a channel went all the same");
        }

        [TestCase(600u)]
        [TestCase(40u)]
        public void AnIdleAllocationIsKeptForHours(uint lifetime)
        {
            var scene = new TurnScene();
            scene.Server.MaxLifetime = lifetime;
            scene.Nat.MappingLifetime = TimeSpan.FromSeconds(30);
            scene.Client.AddPeer(scene.Network.Now, scene.Peer);
            scene.Allocate();
            scene.Network.KeepsTrace = false;
            for (int minute = 0; minute < 120; minute++)
            {
                scene.RunFor(60);
                if (minute == 50) scene.Server.ChangeNonce();
                Assert.That(scene.Server.Allocations[0].Permits(scene.Network.Now, scene.Peer), Is.True);
            }

            Assert.That(scene.Node.Allocated, Has.Count.EqualTo(1));
            Assert.That(scene.Server.Allocations.Single().ExpiresAt, Is.GreaterThan(scene.Network.Now));
            Assert.That(scene.Send(), Is.True);
            scene.Expect(() => scene.Node.Received.Count == 1, 1, "the echo");
        }

        [Test]
        public void AChannelThatLayIdleForAnHourIsBoundAgain()
        {
            var scene = new TurnScene();
            scene.Client.AddPeer(scene.Network.Now, scene.Peer);
            scene.Allocate();
            scene.Send();
            scene.RunFor(3600);
            int binds = scene.Count(StunMethod.ChannelBind);
            scene.Send();
            scene.RunFor(0.1);
            Assert.That(scene.Node.Received, Has.Count.EqualTo(2));
            Assert.That(scene.Count(StunMethod.ChannelBind), Is.EqualTo(binds + 1));
            Assert.That(scene.Server.Allocations[0].Channels, Has.Count.EqualTo(1), "by its old number");
        }

        // The NAT gives another port: what goes out is dropped, nothing comes back, a Refresh is answered 437.
        [Test]
        public void ANatThatForgetsIsNoticedWithinHalfASecond()
        {
            var scene = new TurnScene();
            scene.Client.AddPeer(scene.Network.Now, scene.Peer);
            scene.Allocate();
            scene.Send();
            scene.RunFor(1);
            scene.Nat.Reset();
            Timestamp began = scene.Network.Now;
            while (scene.Node.Allocated.Count == 1 && scene.Network.Now - began < TimeSpan.FromSeconds(3))
            {
                scene.Send();
                scene.RunFor(0.05);
            }

            Assert.That((scene.Network.Now - began).TotalMilliseconds, Is.LessThan(500));
            Assert.That(scene.Node.Allocated.Distinct().Count(), Is.EqualTo(2));
            scene.RunFor(0.1);
            int before = scene.Node.Received.Count;
            scene.Send();
            scene.Expect(() => scene.Node.Received.Count > before, 1, "an echo over the new address");
        }

        // Oftener than an idle allocation is renewed, which would show as well that the last one stands
        [TestCase(true)]
        [TestCase(false)]
        public void ANatThatForgetsAgainAndAgainIsNoticedEachTime(bool hasPeer)
        {
            var scene = new TurnScene();
            if (hasPeer) scene.Client.AddPeer(scene.Network.Now, scene.Peer);
            scene.Allocate();
            for (int i = 2; i <= 12; i++)
            {
                scene.RunFor(2.5);
                scene.Nat.Reset();
                if (hasPeer) scene.Send();
                else scene.Client.OnNetworkChanged(scene.Network.Now);
                scene.Expect(() => scene.Node.Allocated.Count == i, 2.5, "allocation " + i);
            }
        }

        // S gives what S' denies: a question every two seconds, and no more
        [Test]
        public void AServerThatContradictsItselfIsNotFlooded()
        {
            var scene = new TurnScene();
            scene.Server.Refusal = method => method == StunMethod.Allocate ? (StunErrorCode?)null : StunErrorCode.AllocationMismatch;
            scene.Allocate();
            scene.Client.AddPeer(scene.Network.Now, scene.Peer);
            scene.RunFor(20);
            Assert.That(scene.Server.Requests.Count, Is.LessThan(60));
            scene.Server.Refusal = null;
            int before = scene.Node.Received.Count;
            scene.RunFor(3);
            scene.Send();
            scene.Expect(() => scene.Node.Received.Count > before, 5, "it works again");
        }

        [Test]
        public void AChangeOfNetworkIsHealedInARoundTrip()
        {
            var scene = new TurnScene();
            scene.Allocate();
            scene.Nat.Reset();
            Timestamp began = scene.Network.Now;
            scene.Client.OnNetworkChanged(scene.Network.Now);
            scene.Expect(() => scene.Node.Allocated.Count == 2, 1, "another allocation");
            Assert.That((scene.Network.Now - began).TotalMilliseconds, Is.EqualTo(20));
        }

        // C -> Allocate -> S; C doubts once more before it hears that it has another allocation
        [Test]
        public void ASecondDoubtDoesNotMissTheNewAllocation([Range(0, 30, 5)] int later)
        {
            var scene = new TurnScene();
            scene.Client.AddPeer(scene.Network.Now, scene.Peer);
            scene.Allocate();
            scene.RunFor(1);
            scene.Nat.Reset();
            scene.Client.OnNetworkChanged(scene.Network.Now);
            scene.RunFor(later / 1000.0);
            scene.Client.OnNetworkChanged(scene.Network.Now);
            scene.RunFor(0.2);
            Assert.That(scene.Node.Allocated.Count, Is.EqualTo(2));
            scene.Send();
            scene.Expect(() => scene.Node.Received.Count == 1, 1, "an echo over the new address");
        }

        // C -> Allocate -> S, C <- 437 <- S: it still knows us
        [Test]
        public void AChangeThatWasNoneKeepsTheAllocation()
        {
            var scene = new TurnScene();
            scene.Allocate();
            scene.Client.OnNetworkChanged(scene.Network.Now);
            scene.RunFor(5);
            Assert.That(scene.Node.Allocated, Has.Count.EqualTo(1));
            Assert.That(scene.Client.State, Is.EqualTo(TurnState.Allocated));
            Assert.That(scene.Server.Allocations, Has.Count.EqualTo(1));
        }

        [Test]
        public void AServerThatIsStartedAnewIsAskedForAnotherAllocation()
        {
            var scene = new TurnScene();
            scene.Client.AddPeer(scene.Network.Now, scene.Peer);
            scene.Allocate();
            scene.Server.Restart();
            scene.Expect(() => scene.Node.Allocated.Count == 2, 16, "another allocation at the next keep-alive");
            scene.RunFor(0.1);
            Assert.That(scene.Server.Allocations[0].Permits(scene.Network.Now, scene.Peer), Is.True);
        }

        [Test]
        public void FiveSecondsWithoutACableCostNothingElse()
        {
            var scene = new TurnScene();
            scene.Allocate();
            scene.Client.AddPeer(scene.Network.Now, scene.Peer);
            scene.RunFor(1);
            scene.Server.Host.IsOnline = false;
            for (int i = 0; i < 50; i++)
            {
                scene.Send();
                scene.RunFor(0.1);
            }

            scene.Server.Host.IsOnline = true;
            scene.RunFor(2);
            Assert.That(scene.Node.Allocated, Has.Count.EqualTo(1));
            Assert.That(scene.Client.State, Is.EqualTo(TurnState.Allocated));
            scene.Send();
            scene.Expect(() => scene.Node.Received.Count > 0, 1, "an echo");
        }

        [Test]
        public void AServerThatStaysSilentIsGivenUp()
        {
            var scene = new TurnScene();
            scene.Allocate();
            scene.Server.Host.IsOnline = false;
            scene.Expect(() => scene.Node.Failures.Count == 1, 30, "a failure");
            Assert.That(scene.Node.Failures[0].Reason, Is.EqualTo("stopped answering"));
        }

        // A credential with an end has reached it: what was allocated serves until its time is over.
        [Test]
        public void AnAllocationThatIsNotRenewedServesToItsEnd()
        {
            var scene = new TurnScene();
            scene.Client.AddPeer(scene.Network.Now, scene.Peer);
            scene.Allocate();
            scene.Send();
            scene.RunFor(1);
            scene.Server.HasNewPassword = true;
            for (int second = 0; second < 200; second += 20)
            {
                scene.RunFor(20);
                int before = scene.Node.Received.Count;
                scene.Send();
                scene.Expect(() => scene.Node.Received.Count > before, 1, "an echo");
            }

            scene.Expect(() => scene.Node.Failures.Count == 1, 600, "the end");
            Assert.That(scene.Node.Failures[0].Reason, Does.Contain("may have expired"));
        }

        [Test]
        public void StaleNoncesInTheMiddleOfEverythingAreReplaced()
        {
            var scene = new TurnScene();
            scene.Allocate();
            for (int i = 1; i <= 10; i++)
            {
                scene.Server.ChangeNonce();
                scene.Client.AddPeer(scene.Network.Now, TurnScene.Address("192.0.2." + i, 1));
                scene.RunFor(0.2);
            }

            Assert.That(scene.Server.Allocations[0].Permissions, Has.Count.EqualTo(10));
            Assert.That(scene.Client.Counters.StaleNonces, Is.EqualTo(10));
        }

        [Test]
        public void TheEndGivesTheAllocationBack()
        {
            var scene = new TurnScene();
            scene.Allocate();
            scene.Client.Release(scene.Network.Now);
            scene.RunFor(0.1);
            Assert.That(scene.Server.Allocations, Is.Empty);
            Assert.That(scene.Client.NextTimeout, Is.EqualTo(Timestamp.Never));
        }

        // C -> Refresh 0 -> X, C -> Refresh 0 -> S, X <- 438 <- S, C -> Refresh 0 -> S ...
        [Test]
        public void TheEndIsToldAgainWhereItGetsLost()
        {
            for (ulong seed = 1; seed <= 40; seed++)
            {
                var scene = new TurnScene(seed);
                scene.Allocate();
                scene.Server.ChangeNonce();
                int sent = 0;
                scene.Network.Filter = packet => sent++ % 3 == 0;
                scene.Client.Release(scene.Network.Now);
                Assert.That(scene.Client.IsReleasing, Is.True);
                scene.Expect(() => !scene.Client.IsReleasing, 1, "it is heard");
                Assert.That(scene.Server.Allocations, Is.Empty);
                Assert.That(scene.Client.NextTimeout, Is.EqualTo(Timestamp.Never));
                Assert.That(scene.Node.Failures, Is.Empty);
            }
        }

        [Test]
        public void TheEndIsNotToldForEver()
        {
            var scene = new TurnScene();
            scene.Allocate();
            int sent = 0;
            scene.Network.Filter = packet => sent++ >= 0;
            scene.Client.Release(scene.Network.Now);
            scene.Expect(() => !scene.Client.IsReleasing, 2, "it gives up");
            Assert.That(sent, Is.EqualTo(4));
            Assert.That(scene.Client.NextTimeout, Is.EqualTo(Timestamp.Never));
            Assert.That(scene.Node.Failures, Is.Empty, "nobody is left to be told");
        }

        [Test]
        public void WhatAStrangerSendsToTheRelayedAddressDoesNotComeUp()
        {
            var scene = new TurnScene();
            scene.Allocate();
            scene.Network.Inject(scene.Network.Hosts[1], scene.Server.Host.Addresses[0], Data(TurnScene.Address("192.0.2.99", 1)));
            Assert.That(scene.Node.Received, Is.Empty);
            Assert.That(scene.Client.Counters.DroppedUnknownPeer, Is.EqualTo(1));
            scene.Network.Inject(scene.Network.Hosts[1], scene.Server.Host.Addresses[0], new byte[] { 0x40, 0, 0, 1, 9 });
            Assert.That(scene.Client.Counters.DroppedUnknownChannel, Is.EqualTo(1));
        }

        private static byte[] Data(in TransportAddress peer)
        {
            var buffer = new byte[DataIndication.MaxHeadroom + 8];
            int start = DataIndication.WrapInPlace(buffer, DataIndication.MaxHeadroom, 5, StunMethod.Data, peer, default, out int length);
            return buffer.AsSpan(start, length).ToArray();
        }
    }
}
