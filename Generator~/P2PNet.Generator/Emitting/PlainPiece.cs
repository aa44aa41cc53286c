using System.Collections.Generic;
using P2PNet.Generator.Model;

namespace P2PNet.Generator.Emitting;

/// <summary>A part of a plain type's array: its head, a number without a member, or a member.</summary>
/// <param name="Length">Its length in bytes; 0 where that depends on the value.</param>
/// <param name="Member">The member, where it is one.</param>
/// <param name="Key">The number of what is neither head nor member; -1 for the head.</param>
internal sealed record PlainPiece(int Length, MemberModel? Member, int Key)
{
    /// <summary>
    /// The parts in groups: those of fixed length that follow each other are one, so that one check of the span's length is enough for
    /// all of them; every other one is alone.
    /// </summary>
    public static List<List<PlainPiece>> Runs(FormatterModel model)
    {
        var runs = new List<List<PlainPiece>>();
        foreach (PlainPiece piece in All(model))
        {
            bool continues = piece.Length > 0 && runs.Count > 0 && runs[runs.Count - 1][0].Length > 0;
            if (!continues) runs.Add([]);
            runs[runs.Count - 1].Add(piece);
        }

        return runs;
    }

    private static IEnumerable<PlainPiece> All(FormatterModel model)
    {
        int next = 0;
        yield return new(PlainMethods.HeadLength(PlainMethods.CountOf(model)), null, -1);
        foreach (MemberModel member in model.Members)
        {
            for (; next < member.Key; next++) yield return new(1, null, next);
            yield return new(member.Shape.Plain is { IsFixed: true } form ? form.MaxLength : 0, member, member.Key);
            next++;
        }
    }
}
