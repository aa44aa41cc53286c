using System.Collections.Generic;
using System.Linq;

namespace P2PNet.MessageBenchmark.Measuring;

/// <summary>What one contender needs for one type.</summary>
/// <param name="Role">What it stands for.</param>
/// <param name="Name">Its name.</param>
/// <param name="WireLength">Bytes of a message.</param>
/// <param name="WriteTimes">Nanoseconds to write a message, a number for each round.</param>
/// <param name="ReadTimes">Nanoseconds to read one.</param>
/// <param name="WriteAllocated">Bytes allocated to write one.</param>
/// <param name="ReadAllocated">Bytes allocated to read one; what is in a class message is among them.</param>
internal sealed record ContenderResult(
    Role Role, string Name, double WireLength, IReadOnlyList<double> WriteTimes, IReadOnlyList<double> ReadTimes, double WriteAllocated, double ReadAllocated)
{
    public double WriteTime => Median(WriteTimes);

    public double ReadTime => Median(ReadTimes);

    public static ContenderResult Of<T>(Entrant<T> entrant, IReadOnlyList<double> writing, IReadOnlyList<double> reading)
    {
        (double write, double read) = entrant.Allocated();
        return new ContenderResult(entrant.Role, entrant.Name, entrant.WireLength, writing, reading, write, read);
    }

    /// <summary>This one's time over another's to write a message: the median of the rounds' ratios.</summary>
    public double WriteRatio(ContenderResult other) => Median(WriteTimes.Zip(other.WriteTimes, (a, b) => a / b));

    /// <summary>This one's time over another's to read a message: the median of the rounds' ratios.</summary>
    public double ReadRatio(ContenderResult other) => Median(ReadTimes.Zip(other.ReadTimes, (a, b) => a / b));

    /// <summary>This one's time over another's to do both.</summary>
    public double Ratio(ContenderResult other) => Median(Both.Zip(other.Both, (a, b) => a / b));

    private IEnumerable<double> Both => WriteTimes.Zip(ReadTimes, (a, b) => a + b);

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
