using System;
using System.Collections.Generic;
using NUnit.Framework;
using P2PNet.Messages;
using P2PNet.Tests.Messages;
using static P2PNet.Tests.Messages.Pooling.PooledMessages;

namespace P2PNet.Tests.Sessions
{
    /// <summary>Messages of the pool between two sessions: who has them, and that they come back whatever happens.</summary>
    [TestFixture]
    internal sealed class LeaseTests
    {
        [Test]
        public void SendingALeaseGivesTheMessageBackAndThePeerReadsIt([Values] bool broadcast)
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            var ticks = new List<int>();
            sessions[1].On((Peer peer, in Snapshot message) => ticks.Add(message.Tick));
            int outstanding = MessagePool<Snapshot>.Outstanding;
            for (int i = 0; i < 3; i++)
            {
                MessageLease<Snapshot> lease = MessagePool<Snapshot>.Rent();
                lease.Message.Tick = i;
                SendResult result = broadcast ? sessions[0].Broadcast(lease) : sessions[0].Send(sessions[0].Peers[0], lease);
                Assert.That(result, Is.EqualTo(SendResult.Sent));
                Assert.That(lease.IsValid, Is.False);
            }

            Assert.That(MessagePool<Snapshot>.Outstanding, Is.EqualTo(outstanding));
            world.Run(50);
            sessions[1].Poll();
            Assert.That(ticks, Is.EqualTo(new[] { 0, 1, 2 }));
        }

        [Test]
        public void MessageComesBackWhenItCannotBeSent()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            Session ann = sessions[0];
            Peer bob = ann.Peers[0];
            int outstanding = MessagePool<Snapshot>.Outstanding;
            Assert.That(Caught.By(() => ann.Send(null!, MessagePool<Snapshot>.Rent())), Is.TypeOf<ArgumentNullException>());
            Assert.That(Caught.By(() => ann.Send(sessions[1].Peers[0], MessagePool<Snapshot>.Rent())), Is.TypeOf<ArgumentException>());
            Assert.That(Caught.By(() => ann.Send(bob, MessagePool<Snapshot>.Rent(), (Delivery)9)), Is.TypeOf<ArgumentOutOfRangeException>());
            MessageLease<Snapshot> large = MessagePool<Snapshot>.Rent();
            large.Message.Bytes = new byte[300_000];
            Assert.That(Caught.By(() => ann.Broadcast(large)), Is.TypeOf<ArgumentException>().With.Message.Contains("300"));
            MessageLease<Snapshot> withNull = MessagePool<Snapshot>.Rent();
            withNull.Message.Name = null!;
            Assert.That(Caught.By(() => ann.Broadcast(withNull)), Is.TypeOf<MessagePackException>());
            ann.Dispose();
            Assert.That(ann.Send(bob, MessagePool<Snapshot>.Rent()), Is.EqualTo(SendResult.NotConnected));
            Assert.That(ann.Broadcast(MessagePool<Snapshot>.Rent()), Is.EqualTo(SendResult.NotConnected));
            Assert.That(MessagePool<Snapshot>.Outstanding, Is.EqualTo(outstanding));
        }

        [Test]
        public void EndedLeaseIsNotSent()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            sessions[1].On((Peer peer, in Snapshot message) => Assert.Fail("It was not sent."));
            MessageLease<Snapshot> lease = MessagePool<Snapshot>.Rent();
            lease.Dispose();
            Assert.That(Caught.By(() => sessions[0].Broadcast(lease)), Is.TypeOf<ObjectDisposedException>());
            Assert.That(Caught.By(() => sessions[0].Send(sessions[0].Peers[0], lease)), Is.TypeOf<ObjectDisposedException>());
            world.Run(50);
            sessions[1].Poll();
        }

        [Test]
        public void LeaseThatArrivedIsKeptOverPollsAndSentOn()
        {
            // A -> B, which keeps them -> A
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            int outstanding = MessagePool<Snapshot>.Outstanding;
            var kept = new Queue<(Peer From, MessageLease<Snapshot> Lease)>();
            var echoes = new List<int>();
            MessageLeaseHandler<Peer, Snapshot> keep = (peer, lease) => kept.Enqueue((peer, lease));
            sessions[1].OnLease(keep);
            sessions[0].On<Snapshot>((peer, message) => echoes.Add(message.Tick));
            for (int i = 0; i < 4; i++)
            {
                sessions[0].Broadcast(new Snapshot { Tick = i });
                world.Run(50);
                sessions[1].Poll();
            }

            Assert.That(MessagePool<Snapshot>.Outstanding, Is.EqualTo(outstanding + 4));
            sessions[1].OffLease(keep);
            while (kept.Count > 0)
            {
                (Peer from, MessageLease<Snapshot> lease) = kept.Dequeue();
                Assert.That(sessions[1].Send(from, lease), Is.EqualTo(SendResult.Sent));
            }

            world.Run(50);
            sessions[0].Poll();
            Assert.That(echoes, Is.EqualTo(new[] { 0, 1, 2, 3 }));
            Assert.That(MessagePool<Snapshot>.Outstanding, Is.EqualTo(outstanding));
        }
    }
}
