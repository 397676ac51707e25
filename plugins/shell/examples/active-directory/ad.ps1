# People in Active Directory, by the ActiveDirectory module (RSAT) of PowerShell 7. A sample to begin with: try it on a test
# domain first. One command does all operations, as the request on stdin says.
$ErrorActionPreference = 'Stop'
$utf8 = [System.Text.UTF8Encoding]::new($false)
[Console]::OutputEncoding = $utf8

# A message for the client, and an exit code: 3 not found, 4 conflict, 5 invalid value, 6 not supported, 75 later.
function Exit-With([int] $Code, [string] $Message) {
    [Console]::Error.WriteLine("scim: $Message")
    exit $Code
}

$request = [System.IO.StreamReader]::new([Console]::OpenStandardInput(), $utf8).ReadToEnd() | ConvertFrom-Json -AsHashtable
try { Import-Module ActiveDirectory } catch { Exit-With 75 'The directory is not available now.' }

# The fields of a record, as Get-ADUser, New-ADUser and Set-ADUser name them.
$fields = 'UserPrincipalName', 'GivenName', 'Surname', 'DisplayName', 'EmailAddress'

function Write-Person($Person) {
    $record = [ordered] @{ ObjectGUID = [string] $Person.ObjectGUID; Enabled = [bool] $Person.Enabled }
    foreach ($field in $fields) { if ($Person.$field) { $record[$field] = [string] $Person.$field } }
    [Console]::Out.WriteLine(($record | ConvertTo-Json -Compress))
}

# By object id alone: -Identity takes names too, and an id must not find somebody by another one.
function Get-Person {
    $id = [guid]::Empty
    if (-not [guid]::TryParse([string] $request.id, [ref] $id)) { Exit-With 3 'There is nobody with this id.' }
    try { return Get-ADUser -Identity $id -Properties $fields }
    catch [Microsoft.ActiveDirectory.Management.ADIdentityNotFoundException] { Exit-With 3 'There is nobody with this id.' }
}

function ConvertTo-Password([string] $Text) { return ConvertTo-SecureString -String $Text -AsPlainText -Force }

try {
    switch ($request.operation) {
        'check' { $null = Get-ADDomain }
        'find' { Get-ADUser -Filter * -SearchBase $env:AD_PATH -Properties $fields | ForEach-Object { Write-Person $_ } }
        'get' { Write-Person (Get-Person) }
        'insert' {
            $record = $request.record
            # Values are parameters of their own (splatting): none of them is ever a part of a command.
            $new = @{ Path = $env:AD_PATH; Enabled = $false; PassThru = $true }
            foreach ($field in $fields) { if ($record[$field]) { $new[$field] = [string] $record[$field] } }
            $new.Name = [string] ($record.DisplayName ?? $record.UserPrincipalName)
            $new.SamAccountName = ([string] $record.UserPrincipalName).Split('@')[0]
            if ($new.SamAccountName.Length -gt 20) { $new.SamAccountName = $new.SamAccountName.Substring(0, 20) }
            if ($record.Password) {
                $new.AccountPassword = ConvertTo-Password $record.Password
                $new.Enabled = $record.Enabled -ne $false
            }
            Write-Person (New-ADUser @new)
        }
        'update' {
            $person = Get-Person
            $change = $request.change
            $set = @{}
            foreach ($field in $fields) { if ($change.set -and $change.set.ContainsKey($field)) { $set[$field] = [string] $change.set[$field] } }
            if ($change.set -and $change.set.ContainsKey('Enabled')) { $set.Enabled = [bool] $change.set.Enabled }
            foreach ($field in @($change.unset)) { if ($field -in $fields) { $set[$field] = $null } }
            if ($set.Count -gt 0) { Set-ADUser -Identity $person @set }
            if ($change.set -and $change.set.Password) {
                Set-ADAccountPassword -Identity $person -Reset -NewPassword (ConvertTo-Password $change.set.Password)
            }
            Write-Person (Get-Person)
        }
        'remove' { Remove-ADUser -Identity (Get-Person) -Confirm:$false }
        default { Exit-With 6 'The directory cannot do this.' }
    }
}
catch [Microsoft.ActiveDirectory.Management.ADIdentityAlreadyExistsException] { Exit-With 4 'There is somebody of this name already.' }
catch [Microsoft.ActiveDirectory.Management.ADPasswordComplexityException] { Exit-With 5 'The password does not meet the rules of the domain.' }
catch [Microsoft.ActiveDirectory.Management.ADServerDownException] { Exit-With 75 'The directory is not available now.' }
