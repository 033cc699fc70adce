"""Prints who is in which department, page by page. To run it:

    terraform-provider-graph emulate -- python3 people.py
"""

import json
import os
import urllib.request

link = os.environ["GRAPH_ENDPOINT"] + "/v1.0/users?$select=displayName,department&$top=20"
while link:
    request = urllib.request.Request(link, headers={"Authorization": "Bearer " + os.environ["GRAPH_ACCESS_TOKEN"]})
    with urllib.request.urlopen(request) as response:
        page = json.load(response)
    for user in page["value"]:
        print(user["displayName"], user["department"] or "-", sep=": ")
    link = page.get("@odata.nextLink")
