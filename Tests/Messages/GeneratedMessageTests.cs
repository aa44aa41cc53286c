using System;
using System.Collections.Generic;
using NUnit.Framework;
using P2PNet.Messages;
using static P2PNet.Tests.Messages.TestMessages;

namespace P2PNet.Tests.Messages
{
    public sealed class GeneratedMessageTests
    {
        [Test]
        public void WritesAMessageAsAnArrayByKey()
        {
            byte[] body = MessageBytes.Body(new Move { Tick = 300, X = 1, Y = -2.5f, Angle = -33, Mood = Mood.Angry });
            Assert.That(MessageBytes.Hex(body), Is.EqualTo("95" + "cd012c" + "ca3f800000" + "cac0200000" + "d0df" + "01"));
        }

        [Test]
        public void FillsHolesWithNil()
        {
            Assert.That(MessageBytes.Hex(MessageBytes.Body(new Positional(1, "a"))), Is.EqualTo("9301c0a161"));
            Assert.That(MessageBytes.Hex(MessageBytes.Body(default(Empty))), Is.EqualTo("90"));
        }

        [Test]
        public void ReadsWhatItWrote()
        {
            for (ulong seed = 1; seed <= 300; seed++)
            {
                Everything before = Fill(new SeededRandom(seed));
                byte[] body = MessageBytes.Body(before);
                Everything after = MessageBytes.Read<Everything>(body);
                Assert.That(MessageBytes.Body(after), Is.EqualTo(body), $"seed {seed}");
                Assert.That(after.Text, Is.EqualTo(before.Text), $"seed {seed}");
                Assert.That(after.Numbers, Is.EqualTo(before.Numbers), $"seed {seed}");
                Assert.That(after.Memory.ToArray(), Is.EqualTo(before.Memory.ToArray()), $"seed {seed}");
                Assert.That(after.Lists.Keys, Is.EquivalentTo(before.Lists.Keys), $"seed {seed}");
                Assert.That(after.Points, Is.EqualTo(before.Points), $"seed {seed}");
                Assert.That(after.MaybeInt, Is.EqualTo(before.MaybeInt), $"seed {seed}");
                Assert.That(after.Wide, Is.EqualTo(before.Wide), $"seed {seed}");
                Assert.That(after.Property, Is.EqualTo(before.Property), $"seed {seed}");
                Assert.That(after.NotSent, Is.EqualTo(0));
            }
        }

        [Test]
        public void MakesTypesThatNeverChange()
        {
            ReadOnly readOnly = MessageBytes.Read<ReadOnly>(MessageBytes.Body(new ReadOnly(5, "five")));
            Assert.That((readOnly.Number, readOnly.Text), Is.EqualTo((5, "five")));
            Assert.That(MessageBytes.Read<Positional>(MessageBytes.Body(new Positional(5, null))), Is.EqualTo(new Positional(5, null)));
            InitOnly initOnly = MessageBytes.Read<InitOnly>(MessageBytes.Body(new InitOnly { Number = 5, Names = new List<string> { "a" } }));
            Assert.That((initOnly.Number, initOnly.Names[0]), Is.EqualTo((5, "a")));
        }

        [Test]
        public void SendsInheritedMembers()
        {
            Cat cat = MessageBytes.Read<Cat>(MessageBytes.Body(new Cat { Name = "Mia", Lives = 7 }));
            Assert.That((cat.Name, cat.Lives), Is.EqualTo(("Mia", 7)));
        }

        [Test]
        public void UsesFormattersOfMemberTypeAndRegistry()
        {
            FormatterRegistry.Set(new MomentFormatter());
            var before = new Custom { Span = TimeSpan.FromSeconds(3), Moment = new DateTime(2024, 2, 29), Colour = new Colour { G = 200 } };
            before.Colours.Add(new Colour { B = 1 });
            Custom after = MessageBytes.Read<Custom>(MessageBytes.Body(before));
            Assert.That((after.Span, after.Moment, after.Colour.G, after.Colours[0].B), Is.EqualTo((before.Span, before.Moment, (byte)200, (byte)1)));
        }

        [Test]
        public void OldReadersSkipWhatNewSendersAdded()
        {
            var tree = new Tree { Branches = new List<Tree> { new Tree() } };
            var after = new ScoreAfter { Points = 3, Team = "red", Rounds = new List<int> { 1 }, Note = "n", Extra = tree };

            ScoreBefore before = MessageBytes.Read<ScoreBefore>(MessageBytes.Body(after));
            Assert.That(before.Points, Is.EqualTo(3));
            Assert.That(before.Player, Is.Empty, "the hole that the member left");
            Assert.That(MessageBytes.Read<Cat>(MessagePackVectors.FromHex("93a14d0793c0818001c4020001")).Lives, Is.EqualTo(7));
            Assert.That(MessageBytes.Read<Move>(MessagePackVectors.FromHex("96070000000081a16191c0")).Tick, Is.EqualTo(7u));
        }

        [Test]
        public void NewReadersKeepDefaultsForWhatOldSendersDoNotKnow()
        {
            ScoreAfter score = MessageBytes.Read<ScoreAfter>(MessageBytes.Body(new ScoreBefore { Points = 3, Player = "p" }));
            Assert.That(score.Points, Is.EqualTo(3));
            Assert.That(score.Team, Is.EqualTo("none"), "as the constructor left it");
            Assert.That(score.Rounds, Is.Empty, "never null, as its type says");
            Assert.That(score.Note, Is.Empty);
            Assert.That(score.Extra.Branches, Is.Null);
            InitOnly initOnly = MessageBytes.Read<InitOnly>(new byte[] { 0x90 });
            Assert.That(initOnly.Names, Is.Empty);
            Assert.That(initOnly.Tree, Is.Not.Null);
        }

        [Test]
        public void NeverGivesANullThatTheTypeRulesOut()
        {
            Assert.That(MessageBytes.Read<ScoreBefore>(MessagePackVectors.FromHex("92c0c0")).Player, Is.Empty);
            Assert.That(MessageBytes.Read<ReadOnly>(MessagePackVectors.FromHex("92c0c0")).Text, Is.Empty);
            Assert.That(MessageBytes.CanRead<InitOnly>("920091c0"), Is.False, "an element");
            Assert.That(MessageBytes.CanRead<Everything>("c0"), Is.False);
            Action member = () => MessageBytes.Body(new ScoreBefore { Player = null! });
            Action element = () => MessageBytes.Body(new InitOnly { Names = new List<string> { null! } });
            Action message = () => MessageBytes.Body<Cat>(null!);
            Assert.That(Caught.By(member), Is.TypeOf<MessagePackException>().With.Message.Contains("ScoreBefore.Player"));
            Assert.That(Caught.By(element), Is.TypeOf<MessagePackException>().With.Message.Contains("InitOnly.Names[]"));
            Assert.That(Caught.By(message), Is.TypeOf<MessagePackException>().With.Message.Contains("Cat"));
        }

        [Test]
        public void SendsNullsWhereNullableIsOff()
        {
            Assert.That(MessageBytes.Hex(MessageBytes.Body(new Oblivious())), Is.EqualTo("94c0c0c0c0"));
            Oblivious after = MessageBytes.Read<Oblivious>(MessageBytes.Body(new Oblivious { Texts = new[] { "a", null! } }));
            Assert.That(after.Text, Is.Null);
            Assert.That(after.Texts, Is.EqualTo(new[] { "a", null }));
        }

        [Test]
        public void RefusesADictionaryWithAKeyTwice()
        {
            Assert.That(MessageBytes.CanRead<Oblivious>("93c0c082a161c0a162c0"), Is.True);
            Assert.That(MessageBytes.CanRead<Oblivious>("93c0c082a161c0a161c0"), Is.False);
            Assert.That(MessageBytes.CanRead<Oblivious>("93c0c081c0c0"), Is.False, "a null key");
        }

        [Test]
        public void RefusesBytesBehindTheMessage()
        {
            Assert.That(MessageBytes.CanRead<Empty>("90"), Is.True);
            Assert.That(MessageBytes.CanRead<Empty>("9000"), Is.False);
        }

        [Test]
        public void HashesNameKeysAndTypesIntoTheSchema()
        {
            Assert.That(SchemaHash<Move>(), Is.EqualTo(Fnv64("P2PNet.Tests.Messages.TestMessages.Move(0:u32,1:f32,2:f32,3:i16,4:enum:u8)")));
            Assert.That(SchemaHash<Endless>(), Is.EqualTo(Fnv64("P2PNet.Tests.Messages.TestMessages.Endless(0:#0)")));
            Assert.That(
                SchemaHash<Oblivious>(),
                Is.EqualTo(Fnv64("P2PNet.Tests.Messages.TestMessages.Oblivious(0:str,1:[str],2:{str:(0:i32,1:[#1])},3:#1)")));
        }

        private static ulong SchemaHash<T>()
        {
            Assert.That(MessageRegistry.Default.TryGet(MessageType<T>.Descriptor.Id, out MessageDescriptor? descriptor), Is.True);
            Assert.That(Fnv64(descriptor!.Schema), Is.EqualTo(descriptor.SchemaHash));
            return descriptor.SchemaHash;
        }

        private static ulong Fnv64(string text)
        {
            ulong hash = 0xcbf29ce484222325;
            foreach (char unit in text)
            {
                hash = unchecked((hash ^ (byte)unit) * 0x100000001b3);
                hash = unchecked((hash ^ (byte)(unit >> 8)) * 0x100000001b3);
            }

            return hash;
        }

        private sealed class MomentFormatter : IMessageFormatter<DateTime>
        {
            public void Write(ref MessagePackWriter writer, in DateTime value) => writer.WriteInt64(value.Ticks);

            public DateTime Read(ref MessagePackReader reader) => new DateTime(reader.ReadInt64());
        }
    }
}
