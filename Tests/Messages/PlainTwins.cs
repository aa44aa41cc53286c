using System;
using System.Collections.Generic;
using P2PNet.Messages;

namespace P2PNet.Tests.Messages
{
    /// <summary>Messages twice, as a struct that is read in the fast way and as a class that is not, with the same keys and types.</summary>
    internal static class PlainTwins
    {
        /// <summary>The head of the array that <see cref="Numbers"/> are.</summary>
        public static readonly byte[] ArrayHead = { 0xdc, 0, 18 };

        [Message]
        public struct Numbers
        {
            [Key(0)] public bool Flag;
            [Key(1)] public char Letter;
            [Key(2)] public sbyte Int8;
            [Key(3)] public byte UInt8;
            [Key(4)] public short Int16;
            [Key(5)] public ushort UInt16;
            [Key(6)] public int Int32;
            [Key(7)] public uint UInt32;
            [Key(8)] public long Int64;
            [Key(9)] public ulong UInt64;
            [Key(10)] public float Single;
            [Key(11)] public double Double;
            [Key(12)] public TestMessages.Mood Mood;
            [Key(13)] public TestMessages.Wide Wide;
            [Key(16)] public Point At;
            [Key(17)] public bool Last;
        }

        [Message]
        public sealed class TwinNumbers
        {
            [Key(0)] public bool Flag;
            [Key(1)] public char Letter;
            [Key(2)] public sbyte Int8;
            [Key(3)] public byte UInt8;
            [Key(4)] public short Int16;
            [Key(5)] public ushort UInt16;
            [Key(6)] public int Int32;
            [Key(7)] public uint UInt32;
            [Key(8)] public long Int64;
            [Key(9)] public ulong UInt64;
            [Key(10)] public float Single;
            [Key(11)] public double Double;
            [Key(12)] public TestMessages.Mood Mood;
            [Key(13)] public TestMessages.Wide Wide;
            [Key(16)] public TwinPoint At = new TwinPoint();
            [Key(17)] public bool Last;
        }

        [Message]
        public sealed class Lines
        {
            [Key(0)] public List<Point> Points = new List<Point>();
        }

        [Message]
        public sealed class TwinLines
        {
            [Key(0)] public List<TwinPoint> Points = new List<TwinPoint>();
        }

        public struct Point
        {
            [Key(0)] public int X;
            [Key(1)] public float Y;
        }

        public sealed class TwinPoint
        {
            [Key(0)] public int X;
            [Key(1)] public float Y;
        }

        /// <summary>Numbers of all lengths.</summary>
        public static Numbers Next(SeededRandom random)
        {
            var numbers = new Numbers { At = new Point { X = random.Next(400) - 200, Y = random.Next(9) }, Last = random.Next(2) > 0 };
            ulong number;
            numbers.Flag = random.Next(2) > 0;
            number = Number(random);
            numbers.Letter = (char)number;
            number = Number(random);
            numbers.Int8 = (sbyte)number;
            number = Number(random);
            numbers.UInt8 = (byte)number;
            number = Number(random);
            numbers.Int16 = (short)number;
            number = Number(random);
            numbers.UInt16 = (ushort)number;
            number = Number(random);
            numbers.Int32 = (int)number;
            number = Number(random);
            numbers.UInt32 = (uint)number;
            number = Number(random);
            numbers.Int64 = (long)number;
            number = Number(random);
            numbers.UInt64 = number;
            numbers.Single = (float)random.NextDouble();
            numbers.Double = random.NextDouble();
            number = Number(random);
            numbers.Mood = (TestMessages.Mood)number;
            number = Number(random);
            numbers.Wide = (TestMessages.Wide)number;
            return numbers;
        }

        public static TwinNumbers Twin(in Numbers numbers) => new TwinNumbers
        {
            Flag = numbers.Flag,
            Letter = numbers.Letter,
            Int8 = numbers.Int8,
            UInt8 = numbers.UInt8,
            Int16 = numbers.Int16,
            UInt16 = numbers.UInt16,
            Int32 = numbers.Int32,
            UInt32 = numbers.UInt32,
            Int64 = numbers.Int64,
            UInt64 = numbers.UInt64,
            Single = numbers.Single,
            Double = numbers.Double,
            Mood = numbers.Mood,
            Wide = numbers.Wide,
            At = new TwinPoint { X = numbers.At.X, Y = numbers.At.Y },
            Last = numbers.Last,
        };

        /// <summary>All values, floating-point numbers by their bits: NaN is not equal to itself.</summary>
        public static object[] Values(TwinNumbers numbers) => new object[]
        {
            numbers.Flag,
            numbers.Letter,
            numbers.Int8,
            numbers.UInt8,
            numbers.Int16,
            numbers.UInt16,
            numbers.Int32,
            numbers.UInt32,
            numbers.Int64,
            numbers.UInt64,
            BitConverter.SingleToInt32Bits(numbers.Single),
            BitConverter.DoubleToInt64Bits(numbers.Double),
            numbers.Mood,
            numbers.Wide,
            numbers.At.X,
            BitConverter.SingleToInt32Bits(numbers.At.Y),
            numbers.Last,
        };

        /// <summary>Writes a body as other senders may: any length of number, nil for a member, fewer or more members. Some are no message.</summary>
        public static void WriteInSomeForm(TestBuffer output, SeededRandom random)
        {
            var writer = new MessagePackWriter(output);
            int count = random.Next(4) > 0 ? 18 : random.Next(21);
            writer.WriteArrayHeader(count);
            for (int key = 0; key < count; key++)
            {
                if (random.Next(12) == 0) writer.WriteNil();
                else if (key == 0 || key == 17) writer.WriteBoolean(random.Next(2) > 0);
                else if (key == 16) WritePoint(ref writer, random);
                else WriteNumber(ref writer, random);
            }

            writer.Flush();
        }

        private static void WritePoint(ref MessagePackWriter writer, SeededRandom random)
        {
            writer.WriteArrayHeader(2);
            WriteNumber(ref writer, random);
            WriteNumber(ref writer, random);
        }

        private static void WriteNumber(ref MessagePackWriter writer, SeededRandom random)
        {
            byte small = (byte)random.Next(128);
            switch (random.Next(40))
            {
                case 0: writer.WriteRaw(new byte[] { 0xcc, small }); break;
                case 1: writer.WriteRaw(new byte[] { 0xcd, 0, small }); break;
                case 2: writer.WriteRaw(new byte[] { 0xce, 0, 0, 0, small }); break;
                case 3: writer.WriteRaw(new byte[] { 0xcf, 0, 0, 0, 0, 0, 0, 0, small }); break;
                case 4: writer.WriteRaw(new byte[] { 0xd0, small }); break;
                case 5: writer.WriteRaw(new byte[] { 0xd3, 0, 0, 0, 0, 0, 0, 0, small }); break;
                case 6: writer.WriteInt64(-small); break;
                case 7: writer.WriteSingle(small); break;
                default: writer.WriteByte(small); break;
            }
        }

        private static ulong Number(SeededRandom random) => random.Next() >> random.Next(64);
    }
}
