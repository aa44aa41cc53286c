using System;
using System.Collections.Generic;
using Microsoft.Extensions.ObjectPool;
using P2PNet.Messages;

namespace P2PNet.Tests.Messages.Pooling
{
    /// <summary>Messages whose instances are used again, or are not, for the tests beside.</summary>
    internal static class PooledMessages
    {
        [Message(Id = 111)]
        public sealed class Snapshot
        {
            [Key(0)] public int Tick = -1;
            [Key(1)] public List<int> Numbers = new List<int>();
            [Key(2)] public Part Part = new Part { X = 7 };
            [Key(3)] public Part? Maybe;
            [Key(4)] public List<Part> Parts = new List<Part>();
            [Key(5)] public Dictionary<string, int> Scores = new Dictionary<string, int>();
            [Key(6)] public float[] Samples = new float[3];
            [Key(7)] public byte[] Bytes = Array.Empty<byte>();
            [Key(8)] public string Name = "nobody";
            [Key(9)] public int[][] Grid = Array.Empty<int[]>();
            [Key(10)] public HashSet<int> Seen = new HashSet<int>();
            [Key(11)] public Queue<string> Orders = new Queue<string>();
            [IgnoreMember] public int Local = 5;
        }

        public sealed class Part
        {
            [Key(0)] public int X;
            [Key(1)] public List<int> Path = new List<int>();
        }

        /// <summary>What an older program knows of a <see cref="Snapshot"/>.</summary>
        [Message]
        public struct OldSnapshot
        {
            [Key(0)] public int Tick;
        }

        [Message]
        public sealed class Shared
        {
            public static readonly List<int> Common = new List<int>();
            public static readonly float[] Weights = { 1, 2 };
            public static readonly Part Origin = new Part();

            [Key(0)] public List<int> Numbers = Common;
            [Key(1)] public float[] Samples = Weights;
            [Key(2)] public Part Part = Origin;
        }

        [Message]
        public sealed class Filled
        {
            [Key(0)] public List<int> Numbers = new List<int> { 1, 2, 3 };
        }

        [Message]
        public sealed class WithState
        {
            private int _sum;

            [Key(0)] public int Number;

            public int Sum() => _sum += Number;
        }

        [Message]
        public sealed class WithSecret
        {
            private readonly List<int> _seen = new List<int>();

            [Key(0)] public int Number;

            public int Count()
            {
                _seen.Add(Number);
                return _seen.Count;
            }
        }

        [Message]
        public sealed class ResetsItself : IResettable
        {
            private readonly List<int> _seen = new List<int>();

            [Key(0)] public int Number;

            [IgnoreMember] public bool RefusesReset { get; set; }

            public int Count()
            {
                _seen.Add(Number);
                return _seen.Count;
            }

            public bool TryReset()
            {
                _seen.Clear();
                return !RefusesReset;
            }
        }

        [Message(Pooled = false)]
        public sealed class Unpooled
        {
            [Key(0)] public int Number;
        }

        [Message]
        public sealed class WithComparer
        {
            [Key(0)] public Dictionary<string, int> Scores = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        }
    }
}
