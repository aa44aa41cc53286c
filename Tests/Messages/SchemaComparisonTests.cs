using System;
using System.Collections.Generic;
using System.Text;
using NUnit.Framework;
using P2PNet.Messages;

namespace P2PNet.Tests.Messages
{
    /// <summary>What two programs that know a message differently are told.</summary>
    public sealed class SchemaComparisonTests
    {
        [TestCase("A(0:i32)", "A(0:i32)")]
        [TestCase("A(0:i32)", "A(0:i32,1:str)")]
        [TestCase("A(1:str)", "A(0:i32,1:str)")]
        [TestCase("A()", "A(0:i32)")]
        [TestCase("A(0:i32)", "A(1:str)")]
        [TestCase("A(0:(0:f32))", "A(0:(0:f32,1:f32))")]
        [TestCase("A(0:[(0:f32)],1:{str:(5:i8)})", "A(0:[(0:f32,2:u8)],1:{str:(5:i8,6:i8)})")]
        [TestCase("A(0:u8)", "A(0:enum:u8)")]
        [TestCase("A(0:{enum:u8:u16})", "A(0:{u8:u16})")]
        [TestCase("A(0:(0:i32),1:#1)", "A(0:(0:i32,1:[#1]),1:(0:i32))")]
        [TestCase("A map(\"x\":f32)", "A map(\"x\":f32,\"y\":f32)")]
        [TestCase("A union(0:(0:i32),1:(0:str))", "A union(0:(0:i32,1:i32),2:(0:f32))")]
        [TestCase("\"A (1)\"(0:i32)", "\"A (1)\"(0:i32,1:str)")]
        [TestCase("A(0:guid)", "A(0:guid,1:bits)")]
        public void AddedMembersAreCompatible(string ours, string theirs)
        {
            Assert.That(SchemaComparison.AreCompatible(ours, theirs, out string difference), Is.True, difference);
            Assert.That(difference, Is.Empty);
            Assert.That(SchemaComparison.AreCompatible(theirs, ours, out difference), Is.True, difference);
        }

        [TestCase("A(2:i32)", "A(2:f32)", "key 2 is int32 here and float32 there")]
        [TestCase("A(0:str,1:bin)", "A(0:str,1:str)", "key 1 is bytes here and string there")]
        [TestCase("A(0:i32?)", "A(0:i32)", "key 0 is int32 or nil here and int32 there")]
        [TestCase("A(0:[i32?])", "A(0:[u8?])", "key 0[] is int32 here and uint8 there")]
        [TestCase("A(0:[u8])", "A(0:{str:u8})", "key 0 is list of uint8 here and dictionary of string to uint8 there")]
        [TestCase("A(0:{str:u8})", "A(0:{i32:u8})", "key 0[key] is string here and int32 there")]
        [TestCase("A(0:{str:u8})", "A(0:{str:u16})", "key 0[] is uint8 here and uint16 there")]
        [TestCase("A(0:i8,1:(0:f32,3:(1:u8)))", "A(0:i8,1:(0:f32,3:(1:bool)))", "key 1.3.1 is uint8 here and bool there")]
        [TestCase("A(1:[(0:u64)])", "A(1:[(0:i64)])", "key 1[].0 is uint64 here and int64 there")]
        [TestCase("A(0:(0:i32))", "A(0:i32)", "key 0 is object with numbered keys here and int32 there")]
        [TestCase("A(0:(0:i32))", "A(0:map(\"a\":i32))", "key 0 is object with numbered keys here and object with named keys there")]
        [TestCase("A(0:(0:i32,1:[#1]))", "A(0:(0:i32,1:[(0:i32,1:[(0:i16)])]))", "key 0.1[].1[].0 is int32 here and int16 there")]
        [TestCase("A(0:'Game.Colour')", "A(0:'Game.Tint')", "key 0 is Game.Colour here and Game.Tint there")]
        [TestCase("A(0:'guid')", "A(0:guid)", "key 0 is guid with a formatter of its own here and guid there")]
        [TestCase("A(0:enum:u8)", "A(0:enum:i8)", "key 0 is enum of uint8 here and enum of int8 there")]
        [TestCase("A map(\"pos\":(0:f32))", "A map(\"pos\":(0:i32))", "key pos.0 is float32 here and int32 there")]
        [TestCase("A(0:f32)", "A map(\"x\":f32)", "it is object with numbered keys here and object with named keys there")]
        [TestCase("A union(0:(),1:(0:str))", "A union(1:(0:f32))", "case 1.0 is string here and float32 there")]
        [TestCase("A(4:union(1:(0:str)))", "A(4:union(1:(0:f32)))", "key 4.case 1.0 is string here and float32 there")]
        [TestCase("A(0:i32)", "B(0:i32)", "it is A here and B there")]
        [TestCase("A(0:i32)", "", "its schema is not known there")]
        [TestCase("", "A(0:i32)", "its schema is not known here")]
        [TestCase("A(0:i32)", "A(0:i32", "its schema there can't be read")]
        public void NamesTheFirstDifference(string ours, string theirs, string expected)
        {
            Assert.That(SchemaComparison.AreCompatible(ours, theirs, out string difference), Is.False);
            Assert.That(difference, Is.EqualTo(expected));
        }

        [TestCase("A")]
        [TestCase("(0:i32)")]
        [TestCase("A(0:i32)x")]
        [TestCase("A(0:i32,)")]
        [TestCase("A(,0:i32)")]
        [TestCase("A(0:i32 ,1:i32)")]
        [TestCase("A(0:)")]
        [TestCase("A(0)")]
        [TestCase("A(x:i32)")]
        [TestCase("A(0:i32,0:i32)")]
        [TestCase("A(0:i32??)")]
        [TestCase("A(0:[i32)")]
        [TestCase("A(0:{i32})")]
        [TestCase("A(0:#1)")]
        [TestCase("A(0:#)")]
        [TestCase("A(0:#99999999999)")]
        [TestCase("A(0:'x)")]
        [TestCase("\"A(0:i32)")]
        [TestCase("A(\0:i32)")]
        public void RefusesWhatIsNoSchema(string theirs)
        {
            Assert.That(SchemaComparison.AreCompatible("A(0:i32)", theirs, out string difference), Is.False);
            Assert.That(difference, Is.EqualTo("its schema there can't be read"));
        }

        [Test]
        public void ReadsAllThatTheGeneratorWrites()
        {
            foreach (MessageDescriptor message in MessageRegistry.Default.ToArray())
            {
                if (message.Schema.Length == 0) continue;
                Assert.That(SchemaParser.Parse(message.Schema, out string name), Is.Not.Null, message.Schema);
                Assert.That(name, Is.EqualTo(message.Name));
            }
        }

        [Test]
        public void GivesAnAnswerToAnyText()
        {
            var random = new SeededRandom(20_261);
            string[] seeds =
            {
                "Game.Hit(0:u32,1:(0:f32,1:f32?),2:[str],3:{i32:'Game.Colour'},4:#1,5:union(0:(),1:#2),6:map(\"x\":enum:u8,\"a b\":[[u8]]))",
                "\"a \\\" b\"map(\"k\":#0)",
            };
            const string Letters = "()[]{}:,?#'\"\\0123456789 abiufmenu.\0\ud800";
            int compatible = 0;
            for (int i = 0; i < 20_000; i++)
            {
                string seed = seeds[random.Next(seeds.Length)];
                var text = new StringBuilder(seed);
                for (int change = random.Next(4); change >= 0; change--)
                {
                    int at = random.Next(text.Length);
                    if (random.Next(3) == 0) text.Remove(at, Math.Min(text.Length - at, 1 + random.Next(4)));
                    else text.Insert(at, Letters[random.Next(Letters.Length)]);
                    if (text.Length == 0) text.Append('(');
                }

                bool isCompatible = SchemaComparison.AreCompatible(seed, text.ToString(), out string difference);
                Assert.That(difference.Length == 0, Is.EqualTo(isCompatible), $"{text}, seed 20261");
                if (isCompatible) compatible++;
            }

            Assert.That(compatible, Is.GreaterThan(100).And.LessThan(10_000));
            foreach (string seed in seeds)
            {
                for (int length = 0; length < seed.Length; length++)
                {
                    Assert.That(SchemaComparison.AreCompatible(seed, seed.Substring(0, length), out _), Is.False, $"cut at {length}");
                }
            }
        }

        [Test]
        public void IsBoundedOnTextsMadeToBeLarge()
        {
            var hostile = new List<string>
            {
                "A(0:" + new string('[', 60_000),
                "A" + new string('(', 60_000),
                "A(0:" + new string('[', 100) + "u8" + new string(']', 100) + ")",
                new string('A', SchemaParser.MaxLength + 1),
                "A(0:" + new string('#', 60_000),
            };
            foreach (string theirs in hostile)
            {
                Assert.That(SchemaComparison.AreCompatible("A(0:i32)", theirs, out string difference), Is.False);
                Assert.That(difference, Is.EqualTo("its schema there can't be read"));
            }

            // Two rings of prime lengths that meet in every pair of their types.
            Assert.That(SchemaComparison.AreCompatible(Ring(499), Ring(997), out string tooLarge), Is.False);
            Assert.That(tooLarge, Is.EqualTo("its schema is too large to compare"));
            Assert.That(SchemaComparison.AreCompatible(Ring(49), Ring(59), out _), Is.True);

            Assert.That(SchemaComparison.AreCompatible("A(0:i32)", "A(0:'" + new string('x', 10_000) + "')", out string shown), Is.False);
            Assert.That(shown.Length, Is.LessThan(200));
            Assert.That(SchemaComparison.AreCompatible("A(0:i32)", "A(0:'a\nb')", out shown), Is.False);
            Assert.That(shown, Does.Not.Contain("\n"));
        }

        /// <summary>Types that hold each other in a ring, flat in the text: each is a member of the message too.</summary>
        private static string Ring(int length)
        {
            var text = new StringBuilder("A(");
            for (int i = 1; i < length; i++) text.Append(i + 1000).Append(":(0:#").Append(i - 1).Append("),");
            return text.Append("0:#").Append(length - 1).Append(')').ToString();
        }
    }
}
