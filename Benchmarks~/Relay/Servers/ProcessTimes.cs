using System;
using System.Globalization;
using System.IO;

namespace P2PNet.RelayBenchmark;

/// <summary>The CPU time of another process, of all its threads.</summary>
internal sealed class ProcessTimes(int processId)
{
    // USER_HZ, which Linux shows to programs whatever its timer does.
    private const double TicksPerSecond = 100;
    private readonly string _path = string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat");

    /// <summary>User and system time so far, to 10 ms.</summary>
    public TimeSpan Total()
    {
        // The second field is the program's name, which may contain anything: fields are counted after its closing bracket.
        string text = File.ReadAllText(_path);
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return TimeSpan.FromSeconds((Ticks(fields[11]) + Ticks(fields[12])) / TicksPerSecond);
    }

    private static long Ticks(string field) => long.Parse(field, CultureInfo.InvariantCulture);
}
