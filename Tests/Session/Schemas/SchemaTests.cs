using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using P2PNet.Messages;
using P2PNet.Rtc;

namespace P2PNet.Tests.Sessions
{
    /// <summary>Two versions of a game meet: what they read alike works, what they do not is told to both by name.</summary>
    [TestFixture]
    internal sealed class SchemaTests
    {
        private const string Advice = "; both players need the same version of the game.";

        // -4 digest -> ; equal: nothing follows
        [Test]
        public void SameMessagesCostOneSmallFrame()
        {
            var version = new Version().With<Stub<SchemaTests, int>>(3, "Game.Hit(0:i32)");
            using var world = new VirtualWorld();
            var log = new List<string>();
            (Session ann, Session bob) = Join(world, version.Options("Ann", log: log.Add), version.Options("Bob"));
            Assert.That(ann.Peers[0].IsConnected && bob.Peers[0].IsConnected);
            Assert.That(log.Where(l => l.Contains("messages", StringComparison.Ordinal)), Is.Empty);
            // Kind, step and 64 bits, from each side.
            Assert.That(world.Links.Connections.Select(c => c.Channels[0].Sent), Is.EqualTo(new[] { (1, 11L), (1, 11L) }));
            Assert.That(ann.Statistics.IgnoredFrames + ann.Statistics.Malformed, Is.Zero);
        }

        [Test]
        public void AddedRemovedAndReorderedMembersAreUnderstood()
        {
            Version old = new Version().With(120, "Game.Hit(0:i32,1:str,2:bool)", new OldHitFormatter());
            Version later = new Version().With(120, "Game.Hit(0:i32,1:str,3:f32)", new NewHitFormatter()).With<Stub<OldHit, NewHit>>(7, "Game.Dance()");
            using var world = new VirtualWorld();
            var log = new List<string>();
            (Session ann, Session bob) = Join(world, old.Options("Ann", log: log.Add), later.Options("Bob"));
            var heard = new List<string>();
            ann.On<OldHit>((_, hit) => heard.Add(FormattableString.Invariant($"old {hit.Damage} {hit.Weapon} {hit.IsCritical}")));
            bob.On<NewHit>((_, hit) => heard.Add(FormattableString.Invariant($"new {hit.Damage} {hit.Weapon} {hit.Range}")));
            ann.Broadcast(new OldHit { Damage = 7, Weapon = "axe", IsCritical = true });
            bob.Broadcast(new NewHit { Damage = 9, Weapon = "bow", Range = 2.5f });
            world.Run(100);
            ann.Poll();
            bob.Poll();
            Assert.That(heard, Is.EqualTo(new[] { "old 9 bow False", "new 7 axe 0" }));
            Assert.That(ann.Peers[0].Mismatch, Is.Null);
            Assert.That(log, Has.One.Contains("Bob has other messages, which are compatible: 0 are only here, 1 only there."));
        }

        [Test]
        public void FirstMessageThatDiffersEndsTheLinkAndIsNamedToBoth()
        {
            Version old = Differing<long>("f32"), later = Differing<short>("i32");
            using var world = new VirtualWorld();
            (Session ann, Session bob) = Join(world, old.Options("Ann"), later.Options("Bob"), pollsLate: true);
            Assert.That(FailureOf(ann), Is.EqualTo("Established: Game.Combat.Hit differs: key 2 is float32 here and int32 at Bob's" + Advice));
            Assert.That(FailureOf(bob), Is.EqualTo("Established: Game.Combat.Hit differs: key 2 is int32 here and float32 at Ann's" + Advice));
        }

        [Test]
        public void LinkThatIsToStayTellsBothSides()
        {
            Version old = Differing<byte>("f32"), later = Differing<sbyte>("i32");
            using var world = new VirtualWorld();
            Session ann = world.Complete(world.NewClient("Ann", _ => old.Options("Ann", SchemaMismatch.Report)).CreateLobbyAsync());
            Session bob = world.Complete(world.NewClient("Bob", _ => later.Options("Bob", SchemaMismatch.Report)).JoinLobbyByCodeAsync("CODE1"));
            var heard = new List<string>();
            ann.SchemaMismatched += (peer, mismatch) => heard.Add(peer.Name + ": " + mismatch.Message + ": " + mismatch.Reason);
            bob.SchemaMismatched += (peer, mismatch) => heard.Add(peer.Name + ": " + mismatch.Message + ": " + mismatch.Reason);
            world.Run(4000);
            ann.Poll();
            bob.Poll();
            Assert.That(heard, Is.EqualTo(new[]
            {
                "Bob: Game.Combat.Hit: Game.Combat.Hit differs: key 2 is float32 here and int32 at Bob's" + Advice,
                "Ann: Game.Combat.Hit: Game.Combat.Hit differs: key 2 is int32 here and float32 at Ann's" + Advice,
            }));
            Assert.That(ann.Peers[0].IsConnected && bob.Peers[0].IsConnected);
            Assert.That(ann.Peers[0].Mismatch!.Message, Is.EqualTo("Game.Combat.Hit"));
            world.Complete(ann.LeaveAsync());
            world.Run(100);
            LinkFailure? failure = new LinkFailure(LinkStage.Server, "none");
            bob.PeerDisconnected += (_, f) => failure = f;
            bob.Poll();
            Assert.That(failure, Is.Null, "a link that ends later ends for another reason");
        }

        [Test]
        public void OneSideThatEndsTheLinkEndsItWithTheReasonOnBoth([Values] bool serverIsGone)
        {
            Version old = Differing<(byte, bool)>("f32"), later = Differing<(sbyte, bool)>("i32");
            using var world = new VirtualWorld();
            Session ann = world.Complete(world.NewClient("Ann", _ => old.Options("Ann", SchemaMismatch.Report)).CreateLobbyAsync());
            Session bob = world.Complete(world.NewClient("Bob", _ => later.Options("Bob")).JoinLobbyByCodeAsync("CODE1"));
            if (serverIsGone) world.Server.Kill();
            world.Run(3000);
            ann.Poll();
            bob.Poll();
            Assert.That(ann.Peers[0].Failure!.Reason, Does.Contain("Game.Combat.Hit differs").And.Contain("float32"));
            Assert.That(bob.Peers[0].Failure!.Reason, Does.Contain("Game.Combat.Hit differs").And.Contain("int32"));
        }

        [Test]
        public void IdThatMeansTwoMessagesIsNamedWithBoth()
        {
            Version old = new Version().With<Stub<int, long>>(7, "Game.Move(0:i32)"), later = new Version().With<Stub<int, short>>(7, "Game.Chat(0:i32)");
            using var world = new VirtualWorld();
            (Session ann, Session bob) = Join(world, old.Options("Ann"), later.Options("Bob"), pollsLate: true);
            Assert.That(FailureOf(ann), Is.EqualTo("Established: The id 7 is Game.Move here and Game.Chat at Bob's" + Advice));
            Assert.That(FailureOf(bob), Is.EqualTo("Established: The id 7 is Game.Chat here and Game.Move at Ann's" + Advice));
        }

        [Test]
        public void MessageWithTwoIdsIsNamedWithBoth()
        {
            Version old = new Version().With<Stub<char, long>>(7, "Game.Move(0:i32)"), later = new Version().With<Stub<char, short>>(9, "Game.Move(0:i32)");
            using var world = new VirtualWorld();
            (Session ann, Session bob) = Join(world, old.Options("Ann"), later.Options("Bob"), pollsLate: true);
            Assert.That(FailureOf(ann), Is.EqualTo("Established: Game.Move has the id 7 here and 9 at Bob's" + Advice));
            Assert.That(FailureOf(bob), Is.EqualTo("Established: Game.Move has the id 9 here and 7 at Ann's" + Advice));
        }

        [Test]
        public void MessageWithoutASchemaDiffersByItsHashAlone()
        {
            Version old = new Version().With<Stub<uint, long>>(7, "Game.Raw", 1, string.Empty), later = new Version().With<Stub<uint, short>>(7, "Game.Raw", 2, string.Empty);
            using var world = new VirtualWorld();
            (Session ann, _) = Join(world, old.Options("Ann"), later.Options("Bob"), pollsLate: true);
            Assert.That(FailureOf(ann), Is.EqualTo("Established: Game.Raw differs" + Advice));
        }

        [Test]
        public void ManyMessagesAreComparedWithinTheFramesThatAreAllowed()
        {
            Version old = new Version(), later = new Version();
            string wide = string.Join(",", Enumerable.Range(0, 4000).Select(i => i + ":f32"));
            old.With<Stub<long, (int, int)>>(1, "A.Wide(" + wide + ",4000:i8)").With<Stub<long, (int, long)>>(2, "B.Wide(" + wide + ",4000:i8)").With<Stub<long, (int, short)>>(3, "C.Small(0:i8)");
            later.With<Stub<long, (byte, int)>>(1, "A.Wide(" + wide + ",4000:i16)").With<Stub<long, (byte, long)>>(2, "B.Wide(" + wide + ",4000:i16)").With<Stub<long, (byte, short)>>(3, "C.Small(0:i16)");
            using var world = new VirtualWorld();
            (Session ann, Session bob) = Join(world, old.Options("Ann"), later.Options("Bob"), pollsLate: true);
            Assert.That(FailureOf(ann), Does.Contain("A.Wide differs: key 4000 is int8 here and int16 at Bob's"));
            Assert.That(FailureOf(bob), Does.Contain("A.Wide differs: key 4000 is int16 here and int8 at Ann's"));
        }

        // Six schemas of 35 KB, each with a member more there: three fit into a frame, and nobody may be sent away for the others
        [Test]
        public void WhatIsTooLongToCompareIsNoMismatch()
        {
            string wide = "(" + string.Join(",", Enumerable.Range(0, 4000).Select(i => i + ":f32"));
            Version old = Wide<byte>(new Version(), wide + ")"), later = Wide<long>(new Version(), wide + ",4000:i8)");
            using var world = new VirtualWorld();
            var log = new List<string>();
            (Session ann, Session bob) = Join(world, old.Options("Ann", log: log.Add), later.Options("Bob"), pollsLate: true);
            Assert.That((FailureOf(ann), FailureOf(bob)), Is.EqualTo(("none", "none")));
            Assert.That(ann.Peers[0].IsConnected && bob.Peers[0].IsConnected);
            Assert.That(ann.Peers[0].Mismatch ?? bob.Peers[0].Mismatch, Is.Null);
            Assert.That(log, Has.One.EqualTo("3 messages of Bob have other schemas, which are too long to be compared: whether both games read them alike is not known."));
            Assert.That(log, Has.One.Contains("Bob has other messages, which are compatible: 0 are only here, 0 only there."));

            static Version Wide<T>(Version version, string members) => version
                .With<Stub<T, (bool, byte)>>(1, "A.Wide" + members)
                .With<Stub<T, (bool, sbyte)>>(2, "B.Wide" + members)
                .With<Stub<T, (bool, short)>>(3, "C.Wide" + members)
                .With<Stub<T, (bool, ushort)>>(4, "D.Wide" + members)
                .With<Stub<T, (bool, int)>>(5, "E.Wide" + members)
                .With<Stub<T, (bool, uint)>>(6, "F.Wide" + members);
        }

        // Ann's text of the third does not fit into her frame, Bob's does into his: she finds the difference, and he hears it from her
        [Test]
        public void WhatOneSideCannotCompareTheOtherTellsIt()
        {
            string wide = "(" + string.Join(",", Enumerable.Range(0, 4000).Select(i => i + ":f32"));
            string wider = "(" + string.Join(",", Enumerable.Range(0, 6000).Select(i => i + ":f32"));
            Version old = new Version().With<Stub<(byte, int), (int, byte)>>(1, "A.Wide" + wider + ")").With<Stub<(byte, int), (int, sbyte)>>(2, "B.Wide" + wider + ")")
                .With<Stub<(byte, int), (int, short)>>(3, "C.Wide" + wide + ",4000:i8)");
            Version later = new Version().With<Stub<(byte, long), (int, byte)>>(1, "A.Wide(0:f32)").With<Stub<(byte, long), (int, sbyte)>>(2, "B.Wide(0:f32)")
                .With<Stub<(byte, long), (int, short)>>(3, "C.Wide" + wide + ",4000:i16)");
            using var world = new VirtualWorld();
            (Session ann, Session bob) = Join(world, old.Options("Ann"), later.Options("Bob"), pollsLate: true);
            Assert.That(FailureOf(ann), Does.Contain("C.Wide differs: key 4000 is int8 here and int16 at Bob's"));
            Assert.That(FailureOf(bob), Does.Contain("C.Wide differs: key 4000 is int8 at Ann's and int16 at Bob's"));
        }

        [Test]
        public void PlayersOverTheRealEngineFindTheSame()
        {
            Version old = Differing<(int, int)>("f32"), later = Differing<(int, long)>("i32");
            using var world = new VirtualWorld(realEngine: true);
            (Session ann, Session bob) = Join(world, old.Options("Ann"), later.Options("Bob"), pollsLate: true);
            Assert.That(FailureOf(ann), Does.Contain("key 2 is float32 here and int32 at Bob's"));
            Assert.That(FailureOf(bob), Does.Contain("key 2 is int32 here and float32 at Ann's"));
        }

        // Digests, tables and texts, cut and with bits flipped, out of order and again
        [Test]
        public void HostileFramesNeverThrowAndCostLittle([Range(1, 5)] int seed)
        {
            using var world = new VirtualWorld((ulong)seed, trackLeaks: false);
            Session[] sessions = world.NewSession("Ann", "Bob");
            FakePeerConnection link = world.Links.Connections.Single(c => c.Loop == world.LoopOf(0));
            MessageDescriptor[] known = new MessageSchemas(MessageRegistry.Default).Messages;
            var buffers = new BufferPool();
            var frames = new List<byte[]> { SchemaFrames.WriteDigest(buffers, ulong.MaxValue).Span.ToArray(), SchemaFrames.WriteTable(buffers, known.Take(5).ToArray()).Span.ToArray(), SchemaFrames.WriteTexts(buffers, known.Take(5).ToList()).Span.ToArray() };
            for (int i = 0; i < 600; i++)
            {
                byte[] frame = (byte[])frames[world.Random.Next(3)].Clone();
                for (int flips = world.Random.Next(4); flips > 0; flips--) frame[2 + world.Random.Next(frame.Length - 2)] ^= (byte)(1 << world.Random.Next(8));
                link.Inject(0, world.Random.Next(3) == 0 ? frame.Take(1 + world.Random.Next(frame.Length - 1)).ToArray() : frame);
                if (i % 50 == 0) world.Run(1);
            }

            world.Run(3000);
            sessions[0].Poll();
            Assert.That(sessions[0].Statistics.IgnoredFrames, Is.GreaterThan(590), "each step counts once on a link, and one has come");
        }

        [Test]
        public void EachCutOfEachFrameIsRefusedOrHarmless()
        {
            var schemas = new MessageSchemas(MessageRegistry.Default);
            var buffers = new BufferPool();
            var known = new KnownSchemas(new P2PClientOptions());
            byte[][] frames =
            {
                SchemaFrames.WriteDigest(buffers, 1).Span.ToArray(),
                SchemaFrames.WriteTable(buffers, schemas.Messages.Take(4).ToArray()).Span.ToArray(),
            };
            foreach (byte[] frame in frames)
            {
                for (int length = 1; length <= frame.Length; length++)
                {
                    var schema = new LinkSchema(known, new P2PClientOptions(), buffers, "Bob");
                    schema.Begin()!.Dispose();
                    bool isRead = schema.TryReceive(Timestamp.Zero, frame.AsSpan(1, length - 1), out PooledBuffer? answer);
                    answer?.Dispose();
                    Assert.That(isRead, Is.EqualTo(length == frame.Length), "cut to " + length + " bytes");
                    Assert.That(schema.Mismatch, Is.Null);
                }
            }
        }

        private static Version Differing<T>(string type) => new Version()
            .With<Stub<T, long>>(3, "Game.Combat.Hit(0:i32,1:str,2:" + type + ")")
            .With<Stub<T, int>>(4, "Game.Zap(0:" + type + ")")
            .With<Stub<T, short>>(5, "Game.Arena(0:i32,1:str)");

        private static string FailureOf(Session session) => session.Peers[0].Failure?.ToString() ?? "none";

        private static (Session Ann, Session Bob) Join(VirtualWorld world, P2PClientOptions ann, P2PClientOptions bob, bool pollsLate = false)
        {
            Session first = world.Complete(world.NewClient("Ann", _ => ann).CreateLobbyAsync());
            Session second = world.Complete(world.NewClient("Bob", _ => bob).JoinLobbyByCodeAsync("CODE1"));
            world.Run(pollsLate ? 3000 : 200);
            first.Poll();
            second.Poll();
            return (first, second);
        }
    }
}
