#pragma warning disable CA2012 // These tests look at a ValueTask in ways that a game, which awaits it, does not.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using NUnit.Framework;
using P2PNet.Messages;
using P2PNet.Tests.Messages;

namespace P2PNet.Tests.Sessions
{
    /// <summary>Frames of requests as no game of ours sends them: nothing throws, nothing grows, everything is counted.</summary>
    [TestFixture]
    internal sealed class HostileRequestTests
    {
        [Test]
        public void FramesAreByteForByteAsDocumented()
        {
            Assert.That(Frame(LinkFrameKind.Request, 1, 45, new byte[] { 0x91, 0x07 }), Is.EqualTo(new byte[] { 0xff, 0x01, 0x2d, 0x91, 0x07 }));
            Assert.That(Frame(LinkFrameKind.Response, 300, 46, new byte[] { 0x92, 0x07, 0xc0 }), Is.EqualTo(new byte[] { 0xfe, 0xcd, 0x01, 0x2c, 0x2e, 0x92, 0x07, 0xc0 }));
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            sessions[1].OnRequest<Question, Reply>((_, question) => new Reply { Number = question.Number });
            FakePeerConnection ann = LinkOf(world, 0), bob = LinkOf(world, 1);
            ValueTask<Reply> task = sessions[0].RequestAsync<Question, Reply>(sessions[0].Peers[0], new Question { Number = 7 });
            ann.Inject(0, Frame(LinkFrameKind.Response, 1, 46, new byte[] { 0x91, 0x09 }));
            sessions[0].Poll();
            Assert.That(task.Result.Number, Is.EqualTo(9));
            bob.Inject(1, new byte[] { 0xff, 0x05, 0x2d, 0x91, 0x07 });
            sessions[1].Poll();
            Assert.That(sessions[1].Statistics.RequestsAnswered, Is.EqualTo(1));
        }

        [Test]
        public void UnknownKindsAndUnreliableFramesAreIgnoredAndCounted()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            FakePeerConnection bob = LinkOf(world, 1);
            for (int kind = 0xe0; kind < 0xfc; kind++) bob.Inject(kind % 2, new byte[] { (byte)kind, 1, 2, 3 });
            byte[] request = Frame(LinkFrameKind.Request, 1, 45, new byte[] { 0x91, 0x07 });
            bob.Inject(2, request);
            bob.Inject(3, request);
            sessions[1].Poll();
            Assert.That(sessions[1].Statistics.IgnoredFrames, Is.EqualTo(0xfc - 0xe0 + 2));
            Assert.That(sessions[1].Peers[0].State, Is.EqualTo(PeerState.Connected));
        }

        [Test]
        public void AnswersToWhatNobodyAskedAreIgnoredAndCounted()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob", "Cid");
            ValueTask<Reply> task = sessions[0].RequestAsync<Question, Reply>(sessions[0].Peers[0], default);
            FakePeerConnection[] links = world.Links.Connections.Where(c => c.Loop == world.LoopOf(0)).ToArray();
            byte[] reply = Frame(LinkFrameKind.Response, 1, 46, new byte[] { 0x90 });
            // Cid answers what Bob was asked; both answer what nobody was.
            links[1].Inject(0, reply);
            foreach (FakePeerConnection link in links) link.Inject(0, Frame(LinkFrameKind.Response, 99, 46, new byte[] { 0x90 }));
            sessions[0].Poll();
            Assert.That(task.IsCompleted, Is.False);
            links[0].Inject(0, reply);
            links[0].Inject(0, reply);
            links[0].Inject(0, new byte[] { 0xfd, 0x01, 0x01 });
            sessions[0].Poll();
            Assert.That(task.IsCompletedSuccessfully);
            Assert.That(sessions[0].Statistics.LateResponses, Is.EqualTo(3));
            Assert.That(sessions[0].Statistics.IgnoredFrames, Is.EqualTo(2));
        }

        [Test]
        public void NumberThatIsOpenIsNotHandledTwice()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            int calls = 0;
            sessions[1].OnRequest<Question, Reply>((_, _, _) =>
            {
                calls++;
                return new ValueTask<Reply>(new TaskCompletionSource<Reply>().Task);
            });
            byte[] request = Frame(LinkFrameKind.Request, 1, 45, new byte[] { 0x91, 0x07 });
            for (int i = 0; i < 5; i++) LinkOf(world, 1).Inject(0, request);
            sessions[1].Poll();
            Assert.That(calls, Is.EqualTo(1));
            Assert.That(sessions[1].Statistics.IgnoredFrames, Is.EqualTo(4));
        }

        [Test]
        public void HandlersThatAPeerLeftBehindCountUntilTheyAreDone()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            Peer peer = sessions[1].Peers[0];
            var answer = new TaskCompletionSource<Reply>();
            sessions[1].OnRequest<Question, Reply>((_, _, _) => new ValueTask<Reply>(answer.Task));
            for (uint i = 1; i < 400; i++) LinkOf(world, 1).Inject(0, Frame(LinkFrameKind.Request, i, 45, new byte[] { 0x91, 0x07 }));
            sessions[1].Poll();
            Assert.That(peer.Requests.Incoming, Has.Count.EqualTo(256));
            world.Complete(sessions[0].LeaveAsync());
            world.Run(50);
            sessions[1].Poll();
            answer.SetException(new InvalidOperationException("nobody hears"));
            sessions[1].HandlerFailed += _ => { };
            sessions[1].Poll();
        }

        [Test]
        public void BodiesThatAreNoRequestAreRefusedAndToldOnce()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            var told = new List<string>();
            sessions[1].MessageRejected += (_, reason) => told.Add(reason);
            sessions[1].OnRequest<Question, Reply>((_, question) => default);
            for (uint i = 1; i <= 3; i++) LinkOf(world, 1).Inject(0, Frame(LinkFrameKind.Request, i, 45, new byte[] { 0xa1, 0x07 }));
            sessions[1].Poll();
            Assert.That(told, Has.Count.EqualTo(1));
            Assert.That(sessions[1].Statistics.Malformed, Is.EqualTo(3));
            Assert.That(sessions[1].Statistics.RequestsRefused, Is.EqualTo(3));
        }

        [Test]
        public void WordsOfARefusalCannotMoveTheCursor()
        {
            using var world = new VirtualWorld();
            Session[] sessions = world.NewSession("Ann", "Bob");
            ValueTask<Reply> task = sessions[0].RequestAsync<Question, Reply>(sessions[0].Peers[0], default);
            var bytes = new List<byte> { 0xfd, 0x01, 0x00, 0xda, 0x07, 0xd0 };
            bytes.AddRange(Enumerable.Repeat((byte)0x1b, 2000));
            LinkOf(world, 0).Inject(0, bytes.ToArray());
            sessions[0].Poll();
            Assert.That((Action)(() => _ = task.Result), Throws.InstanceOf<RequestRefusedException>().With.Property("Reason").EqualTo(new string(' ', 1000)));
        }

        // Requests, responses and refusals, cut at every byte and with bits flipped
        [Test]
        public void BrokenFramesNeverThrow([Range(1, 5)] int seed)
        {
            using var world = new VirtualWorld((ulong)seed, trackLeaks: false);
            Session[] sessions = world.NewSession("Ann", "Bob");
            Session ann = sessions[0];
            ann.OnRequest<Question, Reply>((_, question) => new Reply { Number = question.Number });
            ann.HandlerFailed += e => Assert.Fail("seed " + seed + ": " + e);
            var tasks = new List<ValueTask<Reply>>();
            for (int i = 0; i < 100; i++) tasks.Add(ann.RequestAsync<Question, Reply>(ann.Peers[0], new Question { Number = i }));
            byte[][] frames =
            {
                Frame(LinkFrameKind.Request, 200, 45, new byte[] { 0x91, 0x07 }),
                Frame(LinkFrameKind.Response, 50, 46, new byte[] { 0x92, 0x07, 0xc4, 0x02, 0x01, 0x02 }),
                new byte[] { 0xfd, 0x20, 0x00, 0xa3, 0x61, 0x62, 0x63 },
            };
            FakePeerConnection link = LinkOf(world, 0);
            long before = Handled(ann);
            int sent = 0;
            foreach (byte[] frame in frames)
                for (int length = 0; length <= frame.Length; length++)
                    Inject(frame.Take(length).ToArray());
            for (int i = 0; i < 5000; i++)
            {
                byte[] frame = (byte[])frames[world.Random.Next(frames.Length)].Clone();
                for (int flips = world.Random.Next(3); flips >= 0; flips--) frame[world.Random.Next(frame.Length)] ^= (byte)(1 << world.Random.Next(8));
                Inject(frame);
            }

            world.Run(100);
            ann.Poll();
            Assert.That(ann.Peers[0].State, Is.EqualTo(PeerState.Connected), "seed " + seed);
            Assert.That(Handled(ann) - before + tasks.Count(t => t.IsCompleted), Is.GreaterThanOrEqualTo(sent), "seed " + seed + ": each is counted");

            void Inject(byte[] frame)
            {
                link.Inject(world.Random.Next(4), frame);
                sent++;
                if (sent % 50 == 0) world.Run(1);
                ann.Poll();
            }
        }

        private static long Handled(Session session)
        {
            SessionStatistics s = session.Statistics;
            return s.Malformed + s.IgnoredFrames + s.LateResponses + s.RequestsAnswered + s.RequestsRefused + s.Unhandled + s.Overtaken + s.MessagesReceived;
        }

        private static FakePeerConnection LinkOf(VirtualWorld world, int client) => world.Links.Connections.Single(c => c.Loop == world.LoopOf(client));

        private static byte[] Frame(LinkFrameKind kind, uint number, ushort id, byte[] body)
        {
            var buffer = new TestBuffer();
            var writer = new MessagePackWriter(buffer);
            LinkFrame.WriteKind(ref writer, kind);
            writer.WriteUInt32(number);
            writer.WriteUInt16(id);
            writer.Flush();
            return buffer.Written.ToArray().Concat(body).ToArray();
        }
    }
}
