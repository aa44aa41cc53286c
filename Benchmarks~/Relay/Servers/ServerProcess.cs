using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Threading;

namespace P2PNet.RelayBenchmark;

/// <summary>A started program. Disposing asks it to end, and ends it by its id where it does not.</summary>
internal sealed partial class ServerProcess : IDisposable
{
    private const int MaxKeptOutput = 8000;
    private const int SignalTerminate = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    public ServerProcess(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            _process = Process.Start(start) ?? throw new BenchmarkException($"{program} could not be started.");
        }
        catch (Win32Exception e)
        {
            throw new BenchmarkException($"{program} could not be started: {e.Message}.");
        }

        _process.OutputDataReceived += (_, e) => Keep(e.Data);
        _process.ErrorDataReceived += (_, e) => Keep(e.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>What it wrote first.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>Waits until it wrote a line that begins so, and returns the line.</summary>
    /// <exception cref="BenchmarkException">It ended, or took too long.</exception>
    public string WaitForLine(string beginning, TimeSpan timeout)
    {
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < timeout; Thread.Sleep(20))
        {
            foreach (string line in Output.Split('\n'))
            {
                if (line.StartsWith(beginning, StringComparison.Ordinal)) return line;
            }

            if (_process.HasExited) break;
        }

        throw new BenchmarkException($"{_process.StartInfo.FileName} did not start:{Environment.NewLine}{Output}");
    }

    /// <exception cref="BenchmarkException">It has ended.</exception>
    public void MustRun()
    {
        if (_process.HasExited) throw new BenchmarkException($"{_process.StartInfo.FileName} ended:{Environment.NewLine}{Output}");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _ = Native.Kill(_process.Id, SignalTerminate);
            if (!_process.WaitForExit(Patience)) _process.Kill();
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        lock (_output)
        {
            if (line is not null && _output.Length < MaxKeptOutput) _output.AppendLine(line);
        }
    }

    private static partial class Native
    {
        [System.Runtime.InteropServices.LibraryImport("libc", EntryPoint = "kill")]
        public static partial int Kill(int processId, int signal);
    }
}
